"""Spanish of surveys: the page, the services, the storage."""

MESSAGES = {
    # page
    "Language": "Idioma",
    "Surveys": "Encuestas",
    "Open the personal link that you were sent.": "Abra el enlace personal que ha recibido.",
    "Thank you": "Gracias",
    "Not accepted": "No se acepta",
    "The form was sent from another site. Open your own link.": (
        "El formulario se ha enviado desde otro sitio. Abra su propio enlace."
    ),
    "Open your personal link and use its form.": "Abra su enlace personal y use el formulario.",
    "Too much text": "Demasiado texto",
    "The form holds more text than fits. Go back and shorten the comments.": (
        "El formulario tiene más texto del que cabe. Vuelva atrás y acorte los comentarios."
    ),
    "Not found": "No existe",
    "There is no such page. Open your personal link.": "Esa página no existe. Abra su enlace personal.",
    "The survey is closed": "La encuesta está cerrada",
    "Answers are not taken any more; nothing was stored now.": (
        "Ya no se recogen respuestas; ahora no se ha guardado nada."
    ),
    "Too many tries": "Demasiados intentos",
    "Wait a minute and open your link again.": "Espere un minuto y vuelva a abrir su enlace.",
    "This link is not valid": "Este enlace no es válido",
    "It may have been cut. Copy the whole link from your message.": (
        "Puede que esté cortado. Copie el enlace entero desde su mensaje."
    ),
    "Something went wrong": "Algo ha fallado",
    "Open your link and send your answer again: it counts once.": (
        "Abra su enlace y vuelva a enviar su respuesta: cuenta una vez."
    ),
    "Nothing was stored. Go back and send your answer again.": (
        "No se ha guardado nada. Vuelva atrás y envíe de nuevo su respuesta."
    ),
    "This comment is longer than {limit} characters; please shorten it.": (
        "Este comentario tiene más de {limit} caracteres; acórtelo, por favor."
    ),
    "Give every option a different place, or leave all of them empty.": (
        "Dé a cada opción un puesto distinto o deje todas vacías."
    ),
    "Please answer this question.": "Conteste esta pregunta, por favor.",
    "Nothing is answered yet. Answer at least one question.": (
        "Todavía no ha contestado nada. Conteste al menos una pregunta."
    ),
    "This answer does not fit the question; please choose again.": (
        "Esta respuesta no encaja con la pregunta; elija de nuevo, por favor."
    ),
    "Please check": "Revise, por favor",
    "Your answer could not be stored just now. It is still here: send it again in a moment.": (
        "Su respuesta no se ha podido guardar ahora. Sigue aquí: envíela otra vez dentro de un momento."
    ),
    "Anonymous: what happens to your answer": "Anónima: qué pasa con su respuesta",
    "Confidential: what happens to your answer": "Confidencial: qué pasa con su respuesta",
    "Prefer not to say": "Prefiero no contestar",
    "Yes": "Sí",
    "No": "No",
    "Place {n}": "Puesto {n}",
    "Up to {n} characters. Do not write names.": "Hasta {n} caracteres. No escriba nombres.",
    "Send my answer": "Enviar mi respuesta",
    "The link answers once; after sending, the answer cannot be changed or found again.": (
        "El enlace sirve una vez; después de enviarla, la respuesta no se puede cambiar ni volver a encontrar."
    ),
    "You can answer until {day}.": "Puede responder hasta el {day}.",
    # privacy notice
    "Results are shown only for groups of {k} people or more and never used for pay or discipline.": (
        "Los resultados se muestran solo de grupos de {k} personas o más y nunca se usan para la retribución ni para "
        "medidas disciplinarias."
    ),
    "Taking part is free and you may leave any question blank.": (
        "Participar es voluntario y puede dejar en blanco cualquier pregunta."
    ),
    "the company's legitimate interest in a good place to work": (
        "el interés legítimo de la empresa en ser un buen lugar de trabajo"
    ),
    # services
    "anonymous": "anónima",
    "confidential": "confidencial",
    "being written": "en preparación",
    "open for answers": "abierta a respuestas",
    "closed for answers": "cerrada a respuestas",
    "reported back": "comunicada",
    "There is no survey {id}.": "No hay ninguna encuesta {id}.",
    "`cuadrante survey results` lists those there are.": "`cuadrante survey results` muestra las que hay.",
    "Open it again and repeat your change.": "Ábrala de nuevo y repita el cambio.",
    "There is no survey template {name!r}.": "No hay ninguna plantilla de encuesta {name!r}.",
    "Choose one of: {names}.": "Elija una de estas: {names}.",
    "The survey is {state}; this needs it to be {wanted}.": "La encuesta está {state}; para esto debe estar {wanted}.",
    "A survey goes from draft to open to closed to reported, never back.": (
        "Una encuesta pasa de borrador a abierta, cerrada y comunicada, y nunca vuelve atrás."
    ),
    "The minimum group is {k}, never less.": "El grupo mínimo es de {k}, nunca menos.",
    "Leave it as it is or raise it.": "Déjelo como está o súbalo.",
    "{name!r} is no attribute of people.": "{name!r} no es un atributo de las personas.",
    "Texts are missing in Spanish or English: {names}.": "Faltan textos en español o en inglés: {names}.",
    "Complete both languages and launch again.": "Complete los dos idiomas y lance de nuevo.",
    "The last day of answering has passed.": "El último día para responder ya ha pasado.",
    "Choose a later day.": "Elija un día posterior.",
    "{n} people would be invited; fewer than {k} cannot be asked without exposing them.": (
        "Se invitaría a {n} personas; a menos de {k} no se les puede preguntar sin exponerlas."
    ),
    "Choose more teams.": "Elija más equipos.",
    "The key of this survey is not on this machine.": "La clave de esta encuesta no está en este equipo.",
    "Run this where the survey was launched.": "Hágalo donde se lanzó la encuesta.",
    "The list of who has not answered is {refused}.": "La lista de quién no ha respondido se deniega ({refused}).",
    "The survey has not been launched.": "La encuesta no se ha lanzado.",
    "`cuadrante survey launch` opens it.": "`cuadrante survey launch` la abre.",
    "There are no results before the survey closes.": "No hay resultados antes de que la encuesta se cierre.",
    "Watch participation; close with `survey close`.": "Mire la participación; ciérrela con `survey close`.",
    "An action has a title and an owner.": "Una acción tiene título y responsable.",
    "Write what will be done and by whom.": "Escriba qué se hará y quién.",
    "Survey {id}: {answers} answers do not fit {used} used links.": (
        "Encuesta {id}: {answers} respuestas no cuadran con {used} enlaces usados."
    ),
    "Stop the survey page and tell an administrator; nothing was changed.": (
        "Detenga la página de encuestas y avise a un administrador; no se ha cambiado nada."
    ),
    "Cannot serve on {host}:{port}: {why}.": "No se puede servir en {host}:{port}: {why}.",
    "Stop the other program or choose another --port.": "Detenga el otro programa o elija otro --port.",
    "Serving surveys at http://{host}:{port}": "Encuestas en http://{host}:{port}",
    # what leaves the program
    "{server!r} is no mail server.": "{server!r} no es un servidor de correo.",
    "Write it as smtp://user:password@host:587.": "Escríbalo así: smtp://usuario:clave@servidor:587.",
    "Reminder: {title}": "Recordatorio: {title}",
    "Your personal link, which answers once: {url}": "Su enlace personal, que sirve una vez: {url}",
    "The mail server {host} refused: {why}.": "El servidor de correo {host} lo ha rechazado: {why}.",
    "The mail server does not take the address.": "El servidor de correo no acepta la dirección.",
    "Answering has ended. The page's service works the results out; `survey serve` must be running.": (
        "Ya no se recogen respuestas. El servicio de la página calcula los resultados: `survey serve` debe seguir."
    ),
    "This login may not read answers; the database refuses it. `survey serve` runs with one that may.": (
        "Este usuario no puede leer respuestas; la base de datos lo impide. `survey serve` se ejecuta con uno que sí."
    ),
    "Check address, port, user and password; messages sent so far have left.": (
        "Revise dirección, puerto, usuario y clave; los mensajes enviados hasta ahora ya han salido."
    ),
    "results": "resultados",
    "We will: {title} ({owner}).": "Vamos a: {title} ({owner}).",
    "Employee recommendation (eNPS): {value}, probably between {low} and {high}.": (
        "Recomendación del empleado (eNPS): {value}, probablemente entre {low} y {high}."
    ),
    "{name}: {share} favourable.": "{name}: {share} favorable.",
    "About": "Sobre",
    "Neutral": "Neutral",
    "Against": "En contra",
    "What you told us": "Lo que nos han dicho",
    "What we do about it": "Qué hacemos",
    "by {day}": "para el {day}",
    "What changed since {wave}": "Qué ha cambiado desde {wave}",
    "By subject, in the whole company": "Por tema, en toda la empresa",
    "By statement, in the whole company": "Por afirmación, en toda la empresa",
    "Statement by statement": "Afirmación por afirmación",
    "Nothing to read yet": "Todavía no hay nada que leer",
    "Results appear here once they are told to everybody.": "Los resultados aparecen aquí cuando se comunican a todos.",
    "Not quite the same people answered: some joined, left, or are not known.": (
        "No son exactamente las mismas personas: algunas han entrado, se han ido o no se conocen."
    ),
    "Closed {day}": "Cerrada el {day}",
    # self-audit
    "absent or date of closing": "ninguna, o el día del cierre",
    "survey period only": "solo el periodo de la encuesta",
    "random (insert order must not follow answering order: WITHOUT ROWID + random uuid4 key, "
    "or batch-shuffled write)": (
        "al azar (el orden guardado no sigue el de llegada: WITHOUT ROWID y clave al azar, o lotes barajados)"
    ),
    "All answers of a survey were written together, apart from its links.": (
        "Todas las respuestas de una encuesta se escribieron juntas, aparte de sus enlaces."
    ),
    "No older pages lie beside the files, and only their owner may read them.": (
        "No quedan páginas antiguas junto a los ficheros y solo su dueño puede leerlos."
    ),
    # import
    "{value!r} is not a whole number.": "{value!r} no es un número entero.",
    "{value!r} is outside {limit}.": "{value!r} está fuera de {limit}.",
    "{value!r} is none of the options.": "{value!r} no es ninguna de las opciones.",
    "{value!r} names an option twice.": "{value!r} nombra una opción dos veces.",
    "{value!r} does not rank all {limit} options.": "{value!r} no ordena las {limit} opciones.",
    "{value!r} is neither yes nor no.": "{value!r} no es ni sí ni no.",
    "The comment is longer than {limit} characters.": "El comentario tiene más de {limit} caracteres.",
    "The answer is empty.": "La respuesta está vacía.",
    "Mend the cell or leave it empty.": "Corrija la celda o déjela vacía.",
    "a comment": "comentario",
    "a ranking": "orden de preferencia",
    "a statement of ours": "afirmación nuestra",
    "group «{name}»": "grupo «{name}»",
    "left out: added by the form's program": "se deja fuera: lo añade el programa de formularios",
    "left out: it may name a person": "se deja fuera: puede nombrar a una persona",
    "left out: its cells name people of this workspace": "se deja fuera: sus celdas nombran a personas de este espacio",
    "left out: empty": "se deja fuera: vacía",
    "left out, as you said": "se deja fuera, como ha dicho",
    "{file} has one answer a row.": "{file} tiene una respuesta por fila.",
    "`cuadrante import answers {file}` takes it.": "`cuadrante import answers {file}` lo importa.",
    "{file} holds no question.": "{file} no contiene ninguna pregunta.",
    "One column a question? `cuadrante survey import` takes it.": (
        "¿Una columna por pregunta? `cuadrante survey import` lo importa."
    ),
    "No column is a question.": "Ninguna columna es una pregunta.",
    'Say what a column is, for instance --as "How is it?=agreement".': (
        'Diga qué es una columna, por ejemplo --as "¿Qué tal?=agreement".'
    ),
    "{n} people answered, more than the {invited} that were asked.": (
        "Respondieron {n} personas, más que las {invited} preguntadas."
    ),
    "Say how many were asked, or leave it out.": "Diga a cuántas se preguntó, o no lo ponga.",
    "{n} rows hold no answer and are left out.": "{n} filas no tienen ninguna respuesta y se dejan fuera.",
    "{use!r} is no use of a column.": "{use!r} no es un uso de una columna.",
    "{file} has no column {name!r}.": "{file} no tiene la columna {name!r}.",
    "--as {value!r} says nothing.": "--as {value!r} no dice nada.",
    "{n} people answered, in {rows} rows.": "Respondieron {n} personas, en {rows} filas.",
    "{n} people answered; how many were asked is not known.": (
        "Respondieron {n} personas; no se sabe a cuántas se preguntó."
    ),
    "{question}: read as {kind}.": "{question}: leída como {kind}.",
    "Survey {name}: {n} people, stored as {id}.": "Encuesta {name}: {n} personas, guardada como {id}.",
    "Column {name} is left out: too few people behind a value.": (
        "La columna {name} se deja fuera: hay demasiado pocas personas detrás de un valor."
    ),
    # closing, blur, ledger, audit
    "A dash stands for what would show too few people. Every count was blurred by a few people "
    "before it was shown. Nobody, also not in HR, sees single answers; they were deleted when the "
    "survey closed.": (
        "Un guion está por lo que mostraría a muy pocas personas. Cada recuento se difuminó en unas "
        "pocas personas antes de mostrarse. Nadie, tampoco en RR. HH., ve respuestas sueltas; se "
        "borraron al cerrarse la encuesta."
    ),
    "A wrong group cannot be mended after closing: no answer is left then.": (
        "Un grupo equivocado no se puede arreglar tras el cierre: ya no queda ninguna respuesta."
    ),
    "After closing, no answer, link or key is left, and no exact figure.": (
        "Tras el cierre no queda ninguna respuesta, enlace ni clave, ni cifra exacta alguna."
    ),
    "An earlier version closed this survey; its figures are worked out anew by the page's service.": (
        "Una versión anterior cerró esta encuesta; el servicio de la página vuelve a calcular sus cifras."
    ),
    "Answering has ended; the results are being worked out.": (
        "Ya no se puede responder; se están calculando los resultados."
    ),
    "Answers, links and comments hold a random key and what they need, and nothing else.": (
        "Respuestas, enlaces y comentarios tienen una clave al azar y lo que necesitan, y nada más."
    ),
    "Ask in the next survey.": "Pregunte en la próxima encuesta.",
    "At least half of these answers were imported before, as survey {id}.": (
        "Al menos la mitad de estas respuestas ya se importó, como encuesta {id}."
    ),
    "Check the id.": "Revise el identificador.",
    "Comments: ten people and five texts, of one attribute only, no rest under ten people.": (
        "Comentarios: diez personas y cinco textos, de un solo atributo, sin un resto de menos de diez personas."
    ),
    "Disagreement with «{text}»": "El desacuerdo con «{text}»",
    "Employee recommendation (eNPS): {value}.": "Recomendación del empleado (eNPS): {value}.",
    "Every figure that is kept belongs to a group in the ledger.": (
        "Cada cifra que se guarda es de un grupo del registro de lo publicado."
    ),
    "Favourable answers to all statements": "Respuestas favorables a todas las afirmaciones",
    "Figures whose change could be chance: {n}.": "Cifras cuyo cambio puede ser casualidad: {n}.",
    "Give the last day of answering.": "Indique el último día para responder.",
    "Give the name its certificate is made out to; nothing was sent to it.": (
        "Indique el nombre al que está emitido su certificado; no se le ha enviado nada."
    ),
    "Hello {name},": "Hola, {name}:",
    "Hello,": "Hola:",
    "If this link had not been used, your answer counts. You can close this page.": (
        "Si este enlace no se había usado, su respuesta cuenta. Puede cerrar esta página."
    ),
    "Its result stays; other groups of the same answers would give people away.": (
        "Su resultado se queda; otros grupos de las mismas respuestas delatarían a personas."
    ),
    "Look at it again and launch then.": "Vuelva a mirarlo y lance entonces.",
    "Look at it again and repeat what you wanted.": "Vuelva a mirarlo y repita lo que quería.",
    "Look at the columns again; this reading is confirmed with {mark}.": (
        "Mire otra vez las columnas; esta lectura se confirma con {mark}."
    ),
    "No answer or comment holds a person, a link, a code or a hash of one.": (
        "Ninguna respuesta ni comentario contiene una persona, un enlace, un código ni su huella."
    ),
    "No set of fewer than {k} invited people follows from what was published, other surveys included.": (
        "De lo publicado, con otras encuestas, no se deduce ningún conjunto de menos de {k} personas invitadas."
    ),
    "Nothing imported names a person, an address or a time.": (
        "Nada de lo importado nombra a una persona, una dirección ni una hora."
    ),
    "Nothing was closed. Somebody has written to the files or tables of answers; tell an administrator.": (
        "No se ha cerrado nada. Alguien ha escrito en los archivos o tablas de respuestas; avise a un administrador."
    ),
    "Nothing was launched: with --confirm {mark} exactly this is, for good.": (
        "No se ha lanzado nada: con --confirm {mark} se lanza exactamente esto, para siempre."
    ),
    "Nothing was taken in. Exactly these columns are with --confirm {mark}.": (
        "No se ha tomado nada. Exactamente estas columnas se toman con --confirm {mark}."
    ),
    "Of {invited} people who were asked, {band} answered.": (
        "De las {invited} personas preguntadas respondió: {band}."
    ),
    "Purpose: to improve how we work. Legal basis: {basis}. Comments are deleted {days} days after "
    "closing; blurred figures stay.": (
        "Finalidad: mejorar cómo trabajamos. Base jurídica: {basis}. Los comentarios se borran {days} "
        "días después del cierre; quedan cifras difuminadas."
    ),
    "Start `survey serve` once.": "Arranque una vez `survey serve`.",
    "Stored counts are whole numbers of two or three sides with one sum a question, at most the invited.": (
        "Los recuentos guardados son números enteros de dos o tres lados con una suma por pregunta, como "
        "mucho los invitados."
    ),
    "The groups of links and answers are those fixed at launch.": (
        "Los grupos de enlaces y respuestas son los fijados al lanzar."
    ),
    "The groups of the links or answers are not those fixed at launch.": (
        "Los grupos de los enlaces o de las respuestas no son los fijados al lanzar."
    ),
    "The link answers once; after sending, the answer cannot be changed or found again. This page "
    "looks the same before and after, so that nobody sees who has answered.": (
        "El enlace sirve una vez; tras enviarla, la respuesta no se puede cambiar ni volver a encontrar. "
        "Esta página se ve igual antes y después, para que nadie vea quién ha respondido."
    ),
    "The mail server {host} cannot prove who it is: {why}.": (
        "El servidor de correo {host} no puede probar quién es: {why}."
    ),
    "The mail server {host} offers no encryption.": "El servidor de correo {host} no ofrece cifrado.",
    "The questions, or whom they would go to, changed since you looked.": (
        "Las preguntas, o a quién irían, han cambiado desde que las miró."
    ),
    "The survey was changed meanwhile; it is {state} now.": ("La encuesta ha cambiado entretanto; ahora está {state}."),
    "There is no agent {id}.": "No hay ningún agente {id}.",
    "This reminder goes to everybody: nobody can see who has answered.": (
        "Este recordatorio va a todo el mundo: nadie puede ver quién ha respondido."
    ),
    "This survey is anonymous: your answer is stored without your name, your link, the time or the "
    "order in which it came, and when the survey closes every single answer is deleted; only blurred "
    "counts of groups and the comments stay. Nobody who runs the survey can see who has answered. "
    "Only somebody who administers the server could get round that, by watching it at work or by "
    "copying its files while the survey is open.": (
        "Esta encuesta es anónima: su respuesta se guarda sin su nombre, su enlace, la hora ni el orden "
        "en que llegó, y al cerrarse la encuesta se borra cada respuesta; solo quedan recuentos "
        "difuminados de grupos y los comentarios. Nadie que lleve la encuesta puede ver quién ha "
        "respondido. Solo quien administra el servidor podría eludirlo, observándolo en marcha o "
        "copiando sus archivos mientras la encuesta está abierta."
    ),
    "This survey is confidential: your answer is stored without your name, your link or the time, "
    "but until the survey closes with attributes that together may fit few people. Then every single "
    "answer is deleted; only blurred counts of groups and the comments stay.": (
        "Esta encuesta es confidencial: su respuesta se guarda sin su nombre, su enlace ni la hora, pero "
        "hasta el cierre con atributos que juntos pueden corresponder a pocas personas. Entonces se "
        "borra cada respuesta; solo quedan recuentos difuminados de grupos y los comentarios."
    ),
    "Too much is coming in just now. Your answer is still here: send it again in a minute.": (
        "Ahora mismo llega demasiado. Su respuesta sigue aquí: vuelva a enviarla en un minuto."
    ),
    "Good news": "Buena noticia",
    "Bad news": "Mala noticia",
    "Up to {n} characters. Do not write names. Comments are read as you write them: colleagues may know your style.": (
        "Hasta {n} caracteres. No escriba nombres. Los comentarios se leen tal como los escribe: sus "
        "compañeros pueden conocer su estilo."
    ),
    "Use smtps://, another port, or smtp+plain:// for a relay on this machine.": (
        "Use smtps://, otro puerto, o smtp+plain:// para un servidor en esta misma máquina."
    ),
    "Wait for them.": "Espere a tenerlos.",
    "What everybody is told holds no exact figure.": (
        "Lo que se cuenta a todo el mundo no tiene ninguna cifra exacta."
    ),
    "What this cannot see: somebody who watches the server at work, copies of the files from "
    "different days, what people write of themselves, their style, and what another program keeps of "
    "answers that were imported.": (
        "Lo que esto no puede ver: a quien observa el servidor en marcha, copias de los archivos de días "
        "distintos, lo que cada cual escribe de sí, su estilo, y lo que otro programa guarda de "
        "respuestas importadas."
    ),
    "While open, every combination of groups fits at least {k} invited people.": (
        "Mientras está abierta, cada combinación de grupos corresponde al menos a {k} personas invitadas."
    ),
    "While open, there are as many answers as used links.": (
        "Mientras está abierta, hay tantas respuestas como enlaces usados."
    ),
    "`cuadrante survey remind` writes to everybody; nobody sees who has answered.": (
        "`cuadrante survey remind` escribe a todo el mundo; nadie ve quién ha respondido."
    ),
    "left out: its cells tell times": "fuera: sus celdas dan horas o fechas",
    "left out: numbers of an unknown scale; say what they are": (
        "fuera: números de una escala desconocida; diga qué son"
    ),
    "left out: own words; say =text where they are comments": "fuera: texto libre; diga =text si son comentarios",
    "weak": "débil",
    "medium": "media",
    "strong": "fuerte",
    "not known": "no se sabe",
    "over {n} %": "más del {n} %",
    "under {n} %": "menos del {n} %",
    "told from ten answers on, once a day": "se dice desde diez respuestas, una vez al día",
    "under 5": "menos de 5",
    "{day} has not come yet.": "{day} aún no ha llegado.",
    "{file} is not read as it was confirmed.": "{file} no se lee como se confirmó.",
    "{label} fell by {n} points, from {before} to {after}; this could be chance.": (
        "{label} baja {n} puntos, de {before} a {after}; puede ser casualidad."
    ),
    "{label} fell by {n} points, from {before} to {after}; this is more than chance explains.": (
        "{label} baja {n} puntos, de {before} a {after}; es más de lo que explica la casualidad."
    ),
    "{label} rose by {n} points, from {before} to {after}; this could be chance.": (
        "{label} sube {n} puntos, de {before} a {after}; puede ser casualidad."
    ),
    "{label} rose by {n} points, from {before} to {after}; this is more than chance explains.": (
        "{label} sube {n} puntos, de {before} a {after}; es más de lo que explica la casualidad."
    ),
    "{label}: no change ({after}).": "{label}: sin cambio ({after}).",
    "{name} would be the only one, or one of few, with these groups.": (
        "{name} sería la única persona, o una de pocas, con esos grupos."
    ),
    "{question}: left out, it may name a person or tell a time.": (
        "{question}: fuera, puede nombrar a una persona o dar una hora."
    ),
    "{text} (agreeing is bad news)": "{text} (estar de acuerdo es mala noticia)",
    "{text} (share who put it in the upper half)": "{text} (parte que lo puso en la mitad de arriba)",
    "These answers were collected with another program; what that one keeps of who answered is out of our hands. Here "
    "they were counted without name, address or time.": (
        "Estas respuestas se recogieron con otro programa; lo que aquel guarde de quién respondió no está en nuestra "
        "mano. Aquí se contaron sin nombre, dirección ni hora."
    ),
    "No single answer is kept; comments are deleted {days} days after the import, blurred figures of groups stay.": (
        "No se guarda ninguna respuesta suelta; los comentarios se borran {days} días después de importar, quedan "
        "cifras difuminadas de grupos."
    ),
}
