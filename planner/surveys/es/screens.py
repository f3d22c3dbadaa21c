"""Spanish of the survey commands and screens."""

MESSAGES = {
    # commands
    "A title needs both languages.": "El título hace falta en los dos idiomas.",
    "Give --title-es and --title-en.": "Indique --title-es y --title-en.",
    "--pulse {value!r} is not known.": "--pulse {value!r} no se conoce.",
    "the outermost value is not an object": "el valor exterior no es un objeto",
    "{path} is no questionnaire: {why}.": "{path} no es un cuestionario: {why}.",
    "`cuadrante survey show SURVEY --json` writes one to start from.": (
        "`cuadrante survey show ENCUESTA --json` escribe uno del que partir."
    ),
    "--cross {value!r} is no pair.": "--cross {value!r} no es un par.",
    "Where shall the links go?": "¿Adónde van los enlaces?",
    "Name a file, or a mail server with --smtp.": "Indique un fichero, o un servidor de correo con --smtp.",
    "Delete the file once the messages have left: whoever holds a link can answer with it.": (
        "Borre el fichero cuando los mensajes hayan salido: quien tenga un enlace puede responder con él."
    ),
    "Reminders leave through a mail server: --smtp and --from.": (
        "Los recordatorios salen por un servidor de correo: --smtp y --from."
    ),
    "Without one, `survey links` writes everybody's link for a mail merge to all.": (
        "Sin él, `survey links` escribe los enlaces de todos para combinar correspondencia."
    ),
    "Open for answers. Next, everybody's link: {command}": "Abierta. Ahora, el enlace de cada persona: {command}",
    "Who sends the messages?": "¿Quién envía los mensajes?",
    "Give an address with --from.": "Indique una dirección con --from.",
    "Drivers need 30 people who answered both questions.": (
        "Los factores necesitan 30 personas que hayan contestado ambas preguntas."
    ),
    "An action belongs to a survey.": "Una acción pertenece a una encuesta.",
    "Name the survey before --add.": "Indique la encuesta antes de --add.",
    "There is no action {id}.": "No hay ninguna acción {id}.",
    "`survey actions` lists them.": "`survey actions` las enumera.",
    "Nothing is stored about {agent}.": "No hay nada guardado sobre {agent}.",
    # words
    "Tenure": "Antigüedad",
    "Company": "Empresa",
    "under a year": "menos de un año",
    "1 to 3 years": "de 1 a 3 años",
    "over 3 years": "más de 3 años",
    "full time": "jornada completa",
    "part time": "jornada parcial",
    "yes / no": "sí / no",
    "in your own words": "con sus palabras",
    "one of": "una de",
    "any of": "varias de",
    "in order": "en orden",
    "Not shown: the group is small, or it would let fewer than {k} people be worked out by subtraction.": (
        "No se muestra: el grupo es pequeño, o dejaría deducir por resta a menos de {k} personas."
    ),
    # screens
    "A choice or ranking takes two or more options, each as Español / English.": (
        "Una elección u ordenación lleva dos opciones o más, cada una como Español / English."
    ),
    "A survey has at least one question.": "Una encuesta tiene al menos una pregunta.",
    "Action done": "Acción hecha",
    "Action done.": "Acción hecha.",
    "Action kept.": "Acción guardada.",
    "Actions": "Acciones",
    "Add": "Añadir",
    "Address of the page": "Dirección de la página",
    "Agreeing is bad news": "Estar de acuerdo es mala noticia",
    "Answered": "Respondido",
    "Storing": "Guardando",
    "Legal basis": "Base jurídica",
    "Español / English; empty: the usual words": "Español / English; vacío: las palabras de siempre",
    "write it as Español / English": "escríbala como Español / English",
    "Started between": "Entraron entre",
    "two days, or empty: everybody": "dos días, o vacío: todos",
    "write two days, such as 2026-10-01 2026-10-31": "escriba dos días, como 2026-10-01 2026-10-31",
    "{names}; a new one as Español / English": "{names}; una nueva como Español / English",
    "one of: {names}; or Español / English": "una de: {names}; o Español / English",
    "Grey: this could be chance.": "En gris: puede ser casualidad.",
    "A file for a mail merge": "Un fichero para combinar correspondencia",
    "Messages through a mail server": "Mensajes por un servidor de correo",
    "Everybody who is invited gets one.": "Cada persona invitada recibe el suyo.",
    "Goes to everybody who is invited, in one message each.": (
        "Va a todas las personas invitadas, un mensaje a cada una."
    ),
    "Without an address: {names}.": "Sin dirección: {names}.",
    "Address refused: {names}.": "Dirección rechazada: {names}.",
    "Agreed after {title}": "Acordado después de {title}",
    "The next wave will say what it brought.": "La próxima oleada dirá qué ha traído.",
    "none in particular": "ninguna en particular",
    "Which statement does it answer?": "¿A qué afirmación responde?",
    "The next wave then says what the action brought.": "La próxima oleada dirá entonces qué ha traído la acción.",
    "Title": "Título",
    "Answers from elsewhere": "Respuestas de fuera",
    "one row a person, one column a question": "una fila por persona, una columna por pregunta",
    "empty: the file's name": "vacío: el nombre del fichero",
    "How many were asked": "A cuántas personas se preguntó",
    "empty: not known": "vacío: no se sabe",
    "As Google Forms and LimeSurvey export it, .csv or .xlsx.": (
        "Tal como lo exportan Google Forms y LimeSurvey, .csv o .xlsx."
    ),
    "take them in": "importarlas",
    "a whole number, or nothing": "un número entero, o nada",
    'A column read wrongly? `cuadrante survey import` takes --as "column=type".': (
        '¿Una columna mal leída? `cuadrante survey import` admite --as "columna=tipo".'
    ),
    "n  writes one from a template · i  takes in answers from elsewhere": (
        "n  escribe una desde una plantilla · i  importa respuestas de fuera"
    ),
    "others": "otros",
    "under {n} years": "menos de {n} años",
    "over {n} years": "más de {n} años",
    "{low} to {high} years": "de {low} a {high} años",
    "Answers carry no groups.": "Las respuestas no llevan ningún grupo.",
    "Asked": "Invitados",
    "Both languages can be edited before launch.": "Los dos idiomas se pueden editar antes de lanzarla.",
    "By when": "Para cuándo",
    "By whom": "Quién",
    "Close answering": "Cerrar",
    "Closed. Enter shows the results.": "Cerrada. Intro muestra los resultados.",
    "Comments": "Comentarios",
    "Dimension": "Dimensión",
    "Drivers": "Factores",
    "Edit the question": "Editar la pregunta",
    "Employee recommendation (eNPS)": "Recomendación del empleado (eNPS)",
    "Everybody's link and one-time code. Delete the file once the messages have left.": (
        "El enlace y el código de un solo uso de todos. Borre el fichero cuando los mensajes hayan salido."
    ),
    "Export the published figures": "Exportar las cifras publicadas",
    "Favourable answers, in per cent": "Respuestas favorables, en tanto por ciento",
    "Groups to publish": "Grupos que publicar",
    "Heatmap": "Mapa de calor",
    "Hidden groups are not among them.": "Los grupos ocultos no están entre ellos.",
    "Id of the agent": "Identificador del agente",
    "Introduction in English": "Introducción en inglés",
    "Introduction in Spanish": "Introducción en español",
    "Keep this PIN: typing it instead of a code leaves this screen: {pin}": (
        "Guarde este PIN: escribirlo en vez de un código sale de esta pantalla: {pin}"
    ),
    "Launch": "Lanzar",
    "Launch «{title}»": "Lanzar «{title}»",
    "Launching": "Lanzando",
    "{name} is left out: too few people behind a value.": "{name} se quita: hay poca gente detrás de algún valor.",
    "{name} is left out: together with the other groups fewer than {k} people would share an answer's groups.": (
        "{name} se quita: junto con los demás grupos, menos de {k} personas compartirían los grupos de una respuesta."
    ),
    "Links": "Enlaces",
    "Looking": "Buscando",
    "Mail server": "Servidor de correo",
    "Told: `survey serve` shows it at {url}": "Comunicada: `survey serve` lo muestra en {url}",
    "tell everybody": "comunicarlo a todos",
    "Mode": "Modo",
    "Mode, people and groups are fixed now and never change afterwards.": (
        "Modo, personas y grupos quedan fijados ahora y no cambian nunca."
    ),
    "New action": "Nueva acción",
    "New question": "Nueva pregunta",
    "New survey": "Nueva encuesta",
    "Next page": "Página siguiente",
    "No comments of this group; g takes another.": "No hay comentarios de este grupo; g elige otro.",
    "No word or phrase comes up three times.": "Ninguna palabra o frase aparece tres veces.",
    "Not shown: comments need ten people and five comments in the group.": (
        "No se muestran: hacen falta diez personas y cinco comentarios en el grupo."
    ),
    "Nothing is agreed yet. a  adds what will be done, by whom and by when.": (
        "Todavía no hay nada acordado. a  añade qué se hará, quién y para cuándo."
    ),
    "Nothing that may be compared.": "Nada que se pueda comparar.",
    "Nothing was sent; the answers were forgotten.": "No se ha enviado nada; las respuestas se han olvidado.",
    "Open": "Abrir",
    "Open: {n} people are invited. m writes their links.": "Abierta: {n} personas invitadas. m escribe sus enlaces.",
    "Opening": "Abriendo",
    "Options": "Opciones",
    "Other language": "Otro idioma",
    "Page before": "Página anterior",
    "Personal links": "Enlaces personales",
    "Question": "Pregunta",
    "Questionnaire": "Cuestionario",
    "Recurring pulse, {cadence}": "Pulso periódico, {cadence}",
    "Remind": "Recordar",
    "Remove": "Quitar",
    "Self-audit": "Autoauditoría",
    "Sender": "Remitente",
    "Sending": "Enviando",
    "Shared terminal": "Terminal común",
    "Since {title}": "Desde {title}",
    "State": "Estado",
    "Statements": "Afirmaciones",
    "Stored about {agent}": "Guardado sobre {agent}",
    "Summary": "Resumen",
    "Survey": "Encuesta",
    (
        "Surveys from the draft to what changed. Enter opens: a draft to edit, an open survey's "
        "participation, the results of a closed one. The anonymity mode is fixed at launch. Nobody, you "
        "included, sees who has answered, and there are no results before closing. The page employees "
        "answer on is served by `cuadrante survey serve`; k makes this terminal a place to answer with "
        "one-time codes."
    ): (
        "Encuestas, del borrador a lo que ha cambiado. Intro abre: un borrador para editarlo, la "
        "participación de una abierta, los resultados de una cerrada. El anonimato se fija al lanzar. "
        "Nadie, tampoco usted, ve quién ha respondido, y no hay resultados antes de cerrar. La página donde"
        " se responde la sirve `cuadrante survey serve`; k convierte este terminal en un lugar donde "
        "responder con códigos de un solo uso."
    ),
    "The questions in order. ⇄ is reverse-scored: agreeing is bad news. ! lacks a language.": (
        "Las preguntas en orden. ⇄ puntúa al revés: estar de acuerdo es mala noticia. ! le falta un idioma."
    ),
    "The survey is closed. Answers are not taken any more.": "La encuesta está cerrada. Ya no se recogen respuestas.",
    "There are no results before closing. This is who takes part; z closes it.": (
        "No hay resultados antes de cerrar. Esto es la participación; z la cierra."
    ),
    "There is no earlier wave to compare with.": "No hay una oleada anterior con la que comparar.",
    "There is no survey yet.": "Todavía no hay ninguna encuesta.",
    "This is no code of this survey. Look at it again.": "No es un código de esta encuesta. Mírelo otra vez.",
    "This survey has no dimensions or no groups to set against each other.": (
        "Esta encuesta no tiene dimensiones o grupos que enfrentar."
    ),
    "Title and introduction": "Título e introducción",
    "Title in English": "Título en inglés",
    "Title in Spanish": "Título en español",
    "Told back": "Comunicada",
    "Type": "Tipo",
    "Type your one-time code": "Escriba su código de un solo uso",
    "Until": "Hasta",
    "What everybody may read": "Lo que todos pueden leer",
    "What goes together with the recommendation; a correlation is no cause.": (
        "Qué va unido a la recomendación; una correlación no es una causa."
    ),
    "What is stored about somebody": "Qué hay guardado de alguien",
    "What will be done": "Qué se hará",
    "Who takes part": "Participación",
    "Working the results out": "Calculando los resultados",
    "Writing": "Escribiendo",
    "Your answer could not be stored just now. Try again.": (
        "Su respuesta no se ha podido guardar ahora. Inténtelo otra vez."
    ),
    "agreeing is bad news": "estar de acuerdo es mala noticia",
    "agreement 1–5": "acuerdo 1–5",
    "as employees reach it": "como la abren los empleados",
    "back": "atrás",
    "begin": "empezar",
    "close it": "cerrarla",
    "closed {day}": "cerrada el {day}",
    "could be chance": "puede ser casualidad",
    "favourable": "favorable",
    "for choices and rankings: Español / English; …": "para elegir u ordenar: Español / English; …",
    "fortnightly": "quincenal",
    "free text": "texto libre",
    "launch": "lanzar",
    "leave blank": "dejar en blanco",
    "look": "mirar",
    "look at it": "revisarlo",
    "monthly": "mensual",
    "neutral": "neutral",
    "next question": "pregunta siguiente",
    "no": "no",
    "no date": "sin fecha",
    "not shown": "no se muestra",
    "one of several": "una de varias",
    "probably {low} to {high}": "probablemente de {low} a {high}",
    "quarterly": "trimestral",
    "ranking": "ordenación",
    "recommendation 0–10": "recomendación 0–10",
    "send": "enviar",
    "several of several": "varias de varias",
    "told back": "comunicada",
    "unfavourable": "desfavorable",
    "weekly": "semanal",
    "with commas; empty: everybody": "con comas; vacío: todos",
    "yes": "sí",
    "yes or no": "sí o no",
    "{n} draft": "{n} borrador",
    "{n} drafts": "{n} borradores",
    "{n} links written to {path}": "{n} enlaces escritos en {path}",
    "{n} messages left.": "Han salido {n} mensajes.",
    "{n} of {all} questions answered.": "{n} de {all} preguntas contestadas.",
    "{n} survey open": "{n} abierta",
    "{n} surveys open": "{n} abiertas",
    "taking answers": "abierta",
    "ended": "cerrada",
    "{n} people are invited.": "Se invita a {n} personas.",
    "{n} questions": "{n} preguntas",
    "{n} survey": "{n} encuesta",
    "{n} surveys": "{n} encuestas",
    "✎ a draft, ▶ open for answers, ■ closed, ✓ told back to everybody. Enter opens it.": (
        "✎ borrador, ▶ abierta, ■ cerrada, ✓ comunicada a todos. Intro la abre."
    ),
    # closing, blur, ledger, audit
    "(the other way round)": "(al revés)",
    "A change between two waves cannot be told from chance here.": (
        "Aquí un cambio entre dos oleadas no se distingue de la casualidad."
    ),
    "A change between two waves is seen here from about {n} points on.": (
        "Aquí un cambio entre dos oleadas se ve a partir de unos {n} puntos."
    ),
    "After closing no answer is left: groups and tables cannot be added or mended later.": (
        "Tras el cierre no queda ninguna respuesta: no se pueden añadir ni arreglar grupos ni tablas después."
    ),
    "Another last day": "Otro último día",
    "Attacking what is stored": "Atacando lo guardado",
    "Columns": "Columnas",
    "Days until comments are deleted": "Días hasta borrar los comentarios",
    "Delete the draft": "Borrar el borrador",
    "Deleting": "Borrando",
    "Draft deleted.": "Borrador borrado.",
    "Every answer and link is deleted; blurred counts of these groups stay. This cannot be undone, "
    "and a wrong group cannot be mended.": (
        "Se borra cada respuesta y cada enlace; quedan recuentos difuminados de estos grupos. No se "
        "puede deshacer, y un grupo equivocado no se puede arreglar."
    ),
    "Every count is blurred by a few people.": "Cada recuento está difuminado en unas pocas personas.",
    "Goes to everybody: a reminder to those who have not answered would name them.": (
        "Va a todo el mundo: un recordatorio a quienes no han respondido los nombraría."
    ),
    "How many were asked is not known.": "No se sabe a cuántos se preguntó.",
    "Ids of agents": "Identificadores de agentes",
    "Invite more people": "Invitar a más personas",
    "Last day of answering": "Último día para responder",
    "Left between": "Se fueron entre",
    "Minimum group": "Grupo mínimo",
    "Thank you. If this code had not been used, your answer counts.": (
        "Gracias. Si este código no se había usado, su respuesta cuenta."
    ),
    "The last day is changed.": "El último día ha cambiado.",
    "Too many tries. Wait half a minute.": "Demasiados intentos. Espere medio minuto.",
    "Two-way tables": "Tablas cruzadas",
    "delete": "borrar",
    "empty: today, and not compared with other waves": "vacío: hoy, y sin comparar con otras oleadas",
    "exit surveys: two days; empty: who is employed": "encuestas de salida: dos días; vacío: quien trabaja aquí",
    "invite": "invitar",
    "none unless told": "ninguna si no se dice",
    "where the guess is wrong: Header=text; Header=skip": "donde falla la lectura: Cabecera=text; Cabecera=skip",
    "with commas": "con comas",
    "write it as {example}": "escríbalo como {example}",
    "{n} people more are invited. m writes their links.": "Hay {n} personas más invitadas. m escribe sus enlaces.",
}
