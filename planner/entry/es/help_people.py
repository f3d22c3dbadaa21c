"""Spanish of `--help`: surveys, pay and care for people."""

MESSAGES = {
    # surveys
    "Employee surveys: write, launch, answer, read, act.": "Encuestas: escribir, lanzar, responder, leer, actuar.",
    "The questionnaires to start from.": "Los cuestionarios de los que partir.",
    "A draft from a template, from a file, or the first wave of a recurring pulse.": (
        "Un borrador desde una plantilla o un fichero, o la primera oleada de un pulso periódico."
    ),
    "A template; `survey templates` lists them.": "Una plantilla; `survey templates` las enumera.",
    "A questionnaire as JSON instead of a template.": "Un cuestionario en JSON en vez de una plantilla.",
    "Title in Spanish.": "Título en español.",
    "Title in English.": "Título en inglés.",
    "weekly, fortnightly, monthly or quarterly.": "weekly, fortnightly, monthly o quarterly.",
    "First day of a pulse.": "Primer día de un pulso.",
    "Rotating questions in each wave.": "Preguntas rotativas en cada oleada.",
    "The questionnaire as employees will read it; as JSON, to edit and give back.": (
        "El cuestionario como lo leerán los empleados; en JSON, para editarlo y devolverlo."
    ),
    "Id of the survey (`survey status` lists them).": "Identificador de la encuesta (`survey status` las enumera).",
    "Replace the questionnaire of a draft by a JSON file.": (
        "Sustituye el cuestionario de un borrador por un fichero JSON."
    ),
    "Make the drafts of recurring pulses whose next wave has come, or launch them and send the links; for cron.": (
        "Crea los borradores de los pulsos cuya oleada ha llegado, o los lanza y envía los enlaces; para cron."
    ),
    "Launch them as the wave before; a first wave is launched by hand.": (
        "Los lanza como la oleada anterior; la primera se lanza a mano."
    ),
    "smtp://user:password@host:587, better in CUADRANTE_SMTP.": (
        "smtp://usuario:clave@servidor:587, mejor en CUADRANTE_SMTP."
    ),
    "Sender's address of the messages.": "Dirección del remitente de los mensajes.",
    "Address under which employees reach the page.": "Dirección en la que los empleados abren la página.",
    "All surveys; with an id, participation of the company and of groups (never of persons).": (
        "Todas las encuestas; con un identificador, participación de la empresa y de grupos (nunca de personas)."
    ),
    "One survey: who takes part, by group.": "Una encuesta: participación por grupo.",
    "Open a draft for answers; people, anonymity and groups are then fixed for good.": (
        "Abre un borrador a respuestas; personas, anonimato y grupos quedan fijados para siempre."
    ),
    "Invite this team; everybody unless told.": "Invita a este equipo; si no, a todos.",
    "Only who started on this day or later.": "Solo quien entró este día o después.",
    "Only who started until this day.": "Solo quien entró hasta este día.",
    "Group to publish: team, tenure, contract.": "Grupo que publicar: team, tenure, contract.",
    "Two-way table: team,tenure.": "Tabla de doble entrada: team,tenure.",
    "Last day of answering.": "Último día para responder.",
    "Finer groups; the survey then says confidential.": "Grupos más finos; la encuesta dice entonces confidencial.",
    "Minimum group, 5 or more.": "Grupo mínimo, 5 o más.",
    "Until raw answers go.": "Días hasta borrar las respuestas individuales.",
    "Legal basis in Spanish, for the notice.": "Base jurídica en español, para el aviso.",
    "Legal basis in English, for the notice.": "Base jurídica en inglés, para el aviso.",
    "Only say whom it would invite and which groups.": "Solo dice a quién invitaría y con qué grupos.",
    "Everybody's personal link: as a mail-merge file, or sent through a mail server (--smtp, --from).": (
        "El enlace personal de cada uno: en un fichero para combinar correspondencia, o por correo (--smtp, --from)."
    ),
    "Mail-merge file, .csv or .xlsx.": "Fichero para combinar correspondencia, .csv o .xlsx.",
    "Write to those who have not answered; says only how many messages left.": (
        "Escribe a quienes no han respondido; solo dice cuántos mensajes han salido."
    ),
    "Serve the page on which employees answer, until stopped with Ctrl+C.": (
        "Sirve la página en la que se responde, hasta detenerla con Ctrl+C."
    ),
    "Address to listen on.": "Dirección en la que escuchar.",
    "Port to listen on.": "Puerto en el que escuchar.",
    "End answering, compute the published set once, forget links and keys.": (
        "Cierra las respuestas, calcula una vez lo publicado y olvida enlaces y claves."
    ),
    "Tell everybody: the page /results/SURVEY of `survey serve` then shows the summary. Again to renew it.": (
        "Lo comunica a todos: la página /results/ENCUESTA de `survey serve` muestra el resumen. Repetir lo renueva."
    ),
    "Id of an earlier wave to compare with.": "Identificador de una oleada anterior con la que comparar.",
    "Answers exported by Google Forms, LimeSurvey and the like: one row a person, one column a question.": (
        "Respuestas exportadas por Google Forms, LimeSurvey y otros: una fila por persona, una columna por pregunta."
    ),
    "Title of the survey; the file's name unless told.": "Título de la encuesta; si no, el nombre del fichero.",
    'What a column is: "Header=enps|agreement|single|several|ranking|yes_no|text|group|skip".': (
        'Qué es una columna: "Cabecera=enps|agreement|single|several|ranking|yes_no|text|group|skip".'
    ),
    "How many people were asked.": "A cuántas personas se preguntó.",
    "Of a CSV that is not UTF-8, for instance cp1252.": "De un CSV que no es UTF-8, por ejemplo cp1252.",
    "Only show what each column is taken for.": "Solo muestra por qué se toma cada columna.",
    "The published figures; the summary goes to stderr. Without an id, the surveys there are.": (
        "Las cifras publicadas; el resumen va a stderr. Sin identificador, las encuestas que hay."
    ),
    "Id of a closed survey.": "Identificador de una encuesta cerrada.",
    "Comments and their themes.": "Comentarios y sus temas.",
    "What goes together with the eNPS.": "Lo que va unido al eNPS.",
    "What everybody may read: figures in sentences, what changed, what is done about it.": (
        "Lo que todos pueden leer: cifras en frases, qué ha cambiado, qué se hace."
    ),
    "Write it as a web page in this file instead.": "Lo escribe como página web en este fichero.",
    "Write the published set, .xlsx or .csv; never single answers.": (
        "Escribe lo publicado, .xlsx o .csv; nunca respuestas individuales."
    ),
    "What is done about the results: list, add, tick off.": "Qué se hace con los resultados: enumerar, añadir, marcar.",
    "Of one survey; of all unless told.": "De una encuesta; si no, de todas.",
    "What will be done.": "Qué se hará.",
    "By whom.": "Quién.",
    "By when, 2026-12-31.": "Para cuándo, 2026-12-31.",
    "Id of the question it answers.": "Identificador de la pregunta a la que responde.",
    "Id of an action that is done.": "Identificador de una acción hecha.",
    "Try to join answers to people with everything the program holds; exit 1 when anything can be.": (
        "Intenta unir respuestas a personas con todo lo que guarda el programa; sale con 1 si lo consigue."
    ),
    "Every stored row that holds a person's name; no answer is among them.": (
        "Cada fila guardada con el nombre de una persona; ninguna es una respuesta."
    ),
    "Id of the agent.": "Identificador del agente.",
    "Delete raw answers and comments whose day has come; figures stay. For cron.": (
        "Borra respuestas y comentarios cuyo día ha llegado; las cifras quedan. Para cron."
    ),
    # pay
    "Variable pay: plans, months, statements, payback.": (
        "Retribución variable: planes, meses, liquidaciones, rentabilidad."
    ),
    "Compute a month: pay by person, flags, warnings.": "Calcula un mes: importe por persona, avisos.",
    "A month such as 2026-11.": "Un mes, como 2026-11.",
    "Id of the plan, where several are in force.": "Identificador del plan, si hay varios vigentes.",
    "Where every month stands.": "En qué estado está cada mes.",
    "Every flag of a month with its meaning; exit 1 while one stands in the way of approval.": (
        "Cada aviso de un mes con su significado; sale con 1 mientras alguno impida aprobar."
    ),
    "Draft to reviewed.": "De borrador a revisado.",
    "Reviewed to approved; refused while flags or disputes are open.": (
        "De revisado a aprobado; no, mientras haya avisos o reclamaciones abiertas."
    ),
    "Approved to paid; from here on the month does not change.": "De aprobado a pagado; desde ahí el mes no cambia.",
    "Close an approved or paid month for good.": "Cierra para siempre un mes aprobado o pagado.",
    "A reviewed or approved month back to draft.": "Devuelve a borrador un mes revisado o aprobado.",
    "Why.": "Por qué.",
    "Accept flags that ask for a yes.": "Acepta avisos que piden un sí.",
    "Code of a flag; all unless told.": "Código de un aviso; si no, todos.",
    "Why it is accepted.": "Por qué se acepta.",
    "Attach an objection to a line; it blocks approval until it is answered.": (
        "Reclama una línea; impide aprobar hasta que se responda."
    ),
    "Id of the component.": "Identificador del componente.",
    "What the person objects to.": "Qué reclama la persona.",
    "Answer an objection.": "Responde a una reclamación.",
    "Number of the dispute.": "Número de la reclamación.",
    "What was found.": "Qué se ha comprobado.",
    "Write the workbook for finance (.xlsx).": "Escribe el libro para finanzas (.xlsx).",
    "Write the payroll CSV of an approved month.": "Escribe el CSV de nómina de un mes aprobado.",
    "How the payroll program wants it (TOML).": "Cómo lo quiere el programa de nóminas (TOML).",
    "A person's statement: every cent with its derivation.": (
        "La liquidación de una persona: cada céntimo con su cálculo."
    ),
    "List the credited order lines too.": "Enumera también las líneas de pedido atribuidas.",
    "A plan on the quarter before a month at 80, 100 and 120 %, its cliffs, who gains and who loses.": (
        "Un plan con el trimestre anterior al 80, 100 y 120 %, sus saltos, quién gana y quién pierde."
    ),
    "A plan (TOML); the plan in force unless told.": "Un plan (TOML); si no, el vigente.",
    "List who gains and who loses.": "Enumera quién gana y quién pierde.",
    "Whether the additional sales pay the team's salaries.": "Si las ventas adicionales pagan los salarios del equipo.",
    "Margin on net sales, 0.35; kept.": "Margen sobre ventas netas, 0.35; se guarda.",
    "Employer social security on salary, 0.32; kept.": (
        "Seguridad Social de la empresa sobre el salario, 0.32; se guarda."
    ),
    "Share of service sales that would not have come otherwise; kept.": (
        "Parte de las ventas del servicio que no habría llegado de otro modo; se guarda."
    ),
    "All sales of the shop in the month; kept.": "Todas las ventas de la tienda en el mes; se guarda.",
    "channel, campaign, stage or team: where the sales come from; phone-chat compares.": (
        "channel, campaign, stage o team: de dónde vienen las ventas; phone-chat compara."
    ),
    "Repeat rate, value and cost of customers, and conversations that became orders, as far as the data say.": (
        "Repetición, valor y coste de los clientes, y conversaciones que acabaron en pedido, según los datos que haya."
    ),
    "Measures of the team against their targets, and the satisfaction index.": (
        "Indicadores del equipo frente a sus objetivos, y el índice de satisfacción."
    ),
    "Assumptions, tools, targets, weights, full time and payroll codes as TOML; change them by file or --set.": (
        "Supuestos, herramientas, objetivos, pesos, jornada y códigos de nómina en TOML; cambian con fichero o --set."
    ),
    "Take settings from this TOML; what it names changes.": "Toma ajustes de este TOML; cambia lo que nombra.",
    "A number as name=value, kept.": "Un número como nombre=valor; se guarda.",
    "Every step of a month: when, who, what, from which inputs, and the note.": (
        "Cada paso de un mes: cuándo, quién, qué, con qué datos, y la nota."
    ),
    "Statements you may read once finance has reviewed the month: of your teams, or your own.": (
        "Liquidaciones que puede leer cuando finanzas ha revisado el mes: las de sus equipos o la suya."
    ),
    "Plans of variable pay.": "Planes de retribución variable.",
    "Take a plan version from a TOML file.": "Toma una versión de un plan de un fichero TOML.",
    "Every plan version.": "Todas las versiones de los planes.",
    "The TOML of a plan version.": "El TOML de una versión de un plan.",
    "Id of the plan.": "Identificador del plan.",
    "Number of the version; the newest unless told.": "Número de la versión; si no, la más reciente.",
    # care
    "People: thanks, coaching, turnover, rosters beside surveys, proposals.": (
        "Personas: agradecimientos, acompañamiento, rotación, cuadrantes y encuestas, propuestas."
    ),
    "New personal codes, for those without one or for the agents named; hand them out and delete the file.": (
        "Códigos personales nuevos, para quien no tenga o para los agentes nombrados; repártalos y borre el fichero."
    ),
    "Where the codes go, .csv or .xlsx.": "Adónde van los códigos, .csv o .xlsx.",
    "A new code for this id only.": "Un código nuevo solo para este identificador.",
    "Who thanks whom for what.": "Quién da las gracias a quién y por qué.",
    "Also write it, .csv or .xlsx.": "Además lo escribe, .csv o .xlsx.",
    "Put a thank-you on the wall.": "Pone un agradecimiento en el muro.",
    "Id or whole name of the agent.": "Identificador o nombre completo del agente.",
    "What for.": "Por qué.",
    "An employee's personal code; without one you act as login.": (
        "El código personal de un empleado; sin él actúa con su propio usuario."
    ),
    "Take a thank-you or a proposal of one's own back.": "Retira un agradecimiento o una propuesta propia.",
    "Id of a thank-you or of a proposal of yours.": "Identificador de un agradecimiento o de una propuesta suya.",
    "Coaching plans with their next follow-up; team leads see their own teams, HR all.": (
        "Planes de acompañamiento con su próximo seguimiento; cada responsable ve sus equipos y RR. HH., todos."
    ),
    "Only follow-ups of the next 7 days and overdue ones.": "Solo seguimientos vencidos o de los próximos 7 días.",
    "Id of a plan whose talks to show.": "Identificador de un plan cuyas conversaciones mostrar.",
    "Begin a coaching plan with an agent.": "Empieza un plan de acompañamiento con un agente.",
    "What is to be reached.": "Qué se quiere alcanzar.",
    "When to look again, 2026-12-04.": "Cuándo volver a mirar, 2026-12-04.",
    "Who coaches; you unless told.": "Quién acompaña; si no, usted.",
    "Keep a talk; it settles the follow-up that was due.": "Guarda una conversación; cumple el seguimiento pendiente.",
    "What was said.": "Qué se dijo.",
    "Day of the talk; today unless told.": "Día de la conversación; si no, hoy.",
    "Move the follow-up of a plan.": "Cambia el seguimiento de un plan.",
    "When to look again; `none` takes it out.": "Cuándo volver a mirar; `none` lo quita.",
    "Close a coaching plan.": "Cierra un plan de acompañamiento.",
    "reached or stopped.": "reached o stopped.",
    "How it ended.": "Cómo terminó.",
    "Leavers, average headcount and yearly rate; kinds of leaving only where fewer than five cannot be told.": (
        "Salidas, plantilla media y tasa anual; tipos de salida solo donde no delaten a menos de cinco."
    ),
    "Last day of the period, 2026-11-22; today unless told.": "Último día del periodo, 2026-11-22; si no, hoy.",
    "How many calendar months.": "Cuántos meses naturales.",
    "company, team, tenure or month; all unless told.": "company, team, tenure o month; si no, todos.",
    "What a leaver costs, line by line, and all of the period together.": (
        "Lo que cuesta una salida, línea a línea, y todas las del periodo juntas."
    ),
    "Who left and why, for HR: those of the period and those whose last day is known already.": (
        "Quién se fue y por qué, para recursos humanos: las salidas del periodo y las ya conocidas."
    ),
    "Keep why somebody leaves (and their last day).": "Anota por qué se va alguien (y su último día).",
    "voluntary, involuntary, contract_ended or other.": "voluntary, involuntary, contract_ended u other.",
    "In a few words; only HR reads it.": "En pocas palabras; solo lo lee RR. HH.",
    "Last day, where it is not known yet.": "Último día, si aún no se conoce.",
    "The assumptions behind the cost of a leaver: list them or change one.": (
        "Los supuestos del coste de una salida: los enumera o cambia uno."
    ),
    "Name of an assumption; without one they are listed.": "Nombre de un supuesto; sin él se enumeran.",
    "Its new value; `default` brings the shipped one back.": "Su nuevo valor; `default` devuelve el de serie.",
    "Rosters as worked beside the published answers of the same teams.": (
        "Cuadrantes trabajados junto a las respuestas publicadas de los mismos equipos."
    ),
    "2026-Q4; the newest with published rosters.": "2026-Q4; si no, el más reciente con cuadrantes publicados.",
    "Id of a closed survey that asks about rosters.": "Identificador de una encuesta cerrada sobre cuadrantes.",
    "What the team proposes for the promotional calendar, with its votes.": (
        "Lo que el equipo propone para el calendario promocional, con sus votos."
    ),
    "Propose an event.": "Propone un evento.",
    "Name of the event.": "Nombre del evento.",
    "First day, 2026-12-09.": "Primer día, 2026-12-09.",
    "Why it is a good idea.": "Por qué es buena idea.",
    "Last day, included; the first unless told.": "Último día, incluido; si no, el primero.",
    "A channel it reaches; all unless told.": "Un canal al que llega; si no, todos.",
    "Expected change of contacts in %.": "Cambio esperado de contactos en %.",
    "Vote on a proposal with one's personal code; voting again changes the vote.": (
        "Vota una propuesta con el código personal; votar otra vez cambia el voto."
    ),
    "Id of the proposal.": "Identificador de la propuesta.",
    "yes, no, or none to take the vote back.": "yes, no, o none para retirar el voto.",
    "Put a proposal into the calendar that the forecast uses.": (
        "Lleva una propuesta al calendario que usa la previsión."
    ),
    "A word to the team.": "Unas palabras para el equipo.",
    "Say no to a proposal, with the reason.": "Rechaza una propuesta, con el motivo.",
    "Why not; the team reads it.": "Por qué no; lo lee el equipo.",
    "Take a decision back; an accepted event leaves the calendar.": (
        "Deshace una decisión; un evento aceptado sale del calendario."
    ),
    "smtp://user:password@host:587, better in CUADRANTE_SMTP; smtp+plain:// for a relay on this machine.": (
        "smtp://usuario:clave@servidor:587, mejor en CUADRANTE_SMTP; smtp+plain:// para un relé en este equipo."
    ),
    "All surveys; with an id, participation in bands (never of persons; of groups after closing).": (
        "Todas las encuestas; con un identificador, la participación por tramos (nunca por persona; por "
        "grupos tras el cierre)."
    ),
    "Who left on this day or later (exit surveys).": "Quien se fue este día o después (encuestas de salida).",
    "Who left until this day.": "Quien se fue hasta este día.",
    "Until comments go.": "Hasta que se borren los comentarios.",
    "The mark of a --dry-run: launch that or nothing.": "La marca de un --dry-run: lanzar eso o nada.",
    "Write to everybody again, with their link: nobody is to see who has answered.": (
        "Volver a escribir a todos, con su enlace: nadie debe ver quién ha respondido."
    ),
    "Another last day for an open survey.": "Otro último día para una encuesta abierta.",
    "The new last day of answering, 2026-12-31.": "El nuevo último día para responder, 2026-12-31.",
    "Invite more people to an open survey: who joined, or who has left.": (
        "Invitar a más personas a una encuesta abierta: quien se ha incorporado o quien se ha ido."
    ),
    "Ids of agents.": "Identificadores de agentes.",
    "Delete a draft that was never launched.": "Borrar un borrador que nunca se lanzó.",
    "End answering for good: blur and keep the counts, delete every answer, forget links and keys.": (
        "Cerrar para siempre: difuminar y guardar los recuentos, borrar todas las respuestas, olvidar enlaces y claves."
    ),
    "Only list the groups; nothing is closed.": "Solo mostrar los grupos; no se cierra nada.",
    (
        "Answers exported by Google Forms, LimeSurvey and the like: one row a person, one column a "
        "question.\n\nWithout --confirm it only shows what each column is taken for; only columns that are "
        "confirmed become answers."
    ): (
        "Respuestas exportadas de Google Forms, LimeSurvey y similares: una fila por persona, una columna "
        "por pregunta.\n\nSin --confirm solo muestra por qué se toma cada columna; solo las columnas "
        "confirmadas pasan a ser respuestas."
    ),
    "Last day on which people answered.": "Último día en que se respondió.",
    "The mark that the look printed: take in exactly these columns.": (
        "La marca que imprimió la consulta: importar exactamente estas columnas."
    ),
    "Address of a web server in front, as it connects.": (
        "Dirección del servidor web de delante, tal como se conecta."
    ),
    "Attack a survey with everything the program holds; exit 1 when anything is found.": (
        "Atacar una encuesta con todo lo que guarda el programa; salida 1 si se encuentra algo."
    ),
    "Take a person out of every list of people invited to closed surveys.": (
        "Quitar a una persona de todas las listas de invitados a encuestas cerradas."
    ),
    "Delete comments and lists of invited whose day has come; blurred figures stay. For cron.": (
        "Borrar comentarios y listas de invitados cuyo plazo ha vencido; las cifras difuminadas se quedan. Para cron."
    ),
}
