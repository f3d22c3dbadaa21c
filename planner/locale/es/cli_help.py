"""Spanish of `--help`: what the commands and their options do."""

MESSAGES = {
    # the program
    "Forecast contacts, staff, roster, survey and pay the customer-service team of an online shop.": (
        "Previsión de contactos, dotación, cuadrantes, encuestas y retribución variable del equipo de atención al"
        " cliente de una tienda en línea."
    ),
    "A SQLite file or a PostgreSQL URL.": "Un fichero SQLite o una URL de PostgreSQL.",
    "es or en.": "es o en.",
    "Show details of failures.": "Muestra los detalles de los fallos.",
    "Show this message and exit.": "Muestra esta ayuda y termina.",
    "Create a workspace.": "Crea un espacio de trabajo.",
    "Fill it with the sample shop.": "Lo llena con la tienda de ejemplo.",
    "IANA time zone.": "Zona horaria IANA.",
    "Country and region of the public holidays, such as ES-MD.": "País y región de los festivos, como ES-MD.",
    "Open the program on a fresh copy of the sample shop; without a terminal, run its week and print the answer.": (
        "Abre el programa con una copia nueva de la tienda de ejemplo; sin terminal, hace su semana y la escribe."
    ),
    "Import a file; nothing is taken when a row has a problem.": (
        "Importa un fichero; no se toma nada si alguna fila tiene un problema."
    ),
    "contacts, events, agents, absences, preferences, requirement, ...": (
        "contacts, events, agents, absences, preferences, requirement, ..."
    ),
    "A CSV or XLSX file.": "Un fichero CSV o XLSX.",
    "Say what would happen; change nothing.": "Dice qué pasaría, sin cambiar nada.",
    "utf-8, cp1252, utf-16 ...": "utf-8, cp1252, utf-16 ...",
    "The decimal mark, , or .": "El signo decimal: , o .",
    "DMY, MDY or YMD.": "DMY, MDY o YMD.",
    "Print JSON instead of a table.": "Escribe JSON en vez de una tabla.",
    "Compile the engines' kernels, once after installing, so that nobody waits for it at the first requirement.": (
        "Compila los motores una vez tras instalar, para que nadie espere con la primera dotación."
    ),
    "Upgrade, check, back up and restore the workspace.": (
        "Actualiza, revisa, copia y restaura el espacio de trabajo."
    ),
    "Bring the workspace to this version's form, after a backup.": (
        "Lleva el espacio de trabajo al formato de esta versión, tras hacer una copia."
    ),
    "Check integrity, references and the audit chain; exit 1 when something is wrong.": (
        "Revisa integridad, referencias y registro de auditoría; sale con 1 si algo está mal."
    ),
    "Copy the workspace while it is in use.": "Copia el espacio de trabajo mientras se usa.",
    "Where to; the backup folder otherwise.": "Adónde; si no, a la carpeta de copias.",
    "Replace the workspace by a backup, which is checked first; the old file is kept beside it.": (
        "Sustituye el espacio de trabajo por una copia, que antes se revisa; el fichero anterior queda al lado."
    ),
    "A backup.": "Una copia de seguridad.",
    # forecast
    "Forecast contacts and handling times.": "Previsión de contactos y tiempos de gestión.",
    "Forecast contacts and handling times, and keep the forecast.": (
        "Prevé contactos y tiempos de gestión, y guarda la previsión."
    ),
    "First day, such as 2026-11-23.": "Primer día, como 2026-11-23.",
    "How many weeks.": "Cuántas semanas.",
    "Write the table to this .csv or .xlsx file.": "Escribe la tabla en este fichero .csv o .xlsx.",
    "Refit at past origins and compare with what came.": "Reajusta en fechas pasadas y compara con lo que llegó.",
    "Days ahead.": "Días de antelación.",
    "How many past origins.": "Cuántas fechas pasadas.",
    "Published forecasts held against what came; --backtest shows the last backtest again.": (
        "Previsiones publicadas frente a lo que llegó; --backtest muestra otra vez la última medición en el pasado."
    ),
    "The last backtest instead of what was published.": "La última medición en el pasado en vez de lo publicado.",
    "Keep the forecast in force as published, and lock its weeks against newer runs.": (
        "Guarda como publicada la previsión vigente y fija sus semanas frente a otras nuevas."
    ),
    "ISO week such as 2026-W48.": "Semana ISO, como 2026-W48.",
    "Newer forecasts may move these weeks.": "Las previsiones nuevas pueden mover estas semanas.",
    "Let newer forecasts count again in published weeks.": (
        "Las previsiones nuevas vuelven a contar en semanas publicadas."
    ),
    "Its number, see `forecast accuracy`.": "Su número; véase `forecast accuracy`.",
    "Forecast the rest of today again from this morning's contacts.": (
        "Vuelve a prever el resto de hoy con los contactos de la mañana."
    ),
    "Local time such as '2026-11-24 13:00'; the present else.": (
        "Hora local, como '2026-11-24 13:00'; si no, la actual."
    ),
    "Correct the forecast of the rest of the day.": "Corrige la previsión del resto del día.",
    "Twelve months by week for hiring: contacts, hours, people required and under contract.": (
        "Doce meses por semanas para contratar: contactos, horas, personas necesarias y contratadas."
    ),
    "How many weeks ahead.": "Cuántas semanas adelante.",
    "First day; the week to plan when left out.": "Primer día; si no, la semana por planificar.",
    "Share of working time spent on contacts; from the latest requirement else.": (
        "Parte del tiempo de trabajo dedicada a contactos; si no, la de la última dotación."
    ),
    "Share of paid time lost; the requirement's own else.": (
        "Parte del tiempo pagado que se pierde; si no, la de la dotación."
    ),
    "Share of people who leave within a year.": "Parte de las personas que se van en un año.",
    "Share of contacts that bots take on top of today, 0 to 1.": (
        "Parte de los contactos que atienden los bots, además de hoy, de 0 a 1."
    ),
    "Change of contacts in per cent.": "Cambio de contactos en tanto por ciento.",
    "Weeks from asking for somebody to full work.": "Semanas desde que se pide a alguien hasta que rinde.",
    "By month, with whom to hire and by when.": "Por meses, con a cuántos contratar y para cuándo.",
    "Show the long view made last, without a new run.": "Muestra la última vista larga, sin calcularla otra vez.",
    "Public holidays, commercial calendar and the shop's own events, with what they did in the past.": (
        "Festivos, calendario comercial y eventos de la tienda, con lo que hicieron otras veces."
    ),
    "Take the public holidays of this country or region from now on (ES-MD, CZ).": (
        "Desde ahora, los festivos de este país o región (ES-MD, CZ)."
    ),
    "Correct the forecast on some days, with a reason.": "Corrige la previsión de unos días, con un motivo.",
    "First day.": "Primer día.",
    "Last day, included; the first when left out.": "Último día, incluido; si no, el primero.",
    "Change by per cent; 15 is +15 %.": "Cambio en tanto por ciento; 15 es +15 %.",
    "Set to.": "Fija en.",
    "Add, or take away when negative.": "Suma, o resta si es negativo.",
    "Not below.": "No menos de.",
    "Not above.": "No más de.",
    "The handle time in seconds instead of contacts a day.": (
        "El tiempo de gestión en segundos en vez de contactos por día."
    ),
    "The channel; all when left out.": "El canal; si no, todos.",
    "Why; everybody can read it.": "Por qué; lo puede leer todo el mundo.",
    "The corrections of some weeks, those taken back included.": (
        "Las correcciones de unas semanas, también las deshechas."
    ),
    "Take a correction back; it stays in the record.": "Deshace una corrección; queda en el registro.",
    "Its number, see `forecast corrections`.": "Su número; véase `forecast corrections`.",
    "Days of the past that no pattern explains, and those left out of learning.": (
        "Días pasados que ningún patrón explica, y los excluidos del aprendizaje."
    ),
    "Leave a day out of learning.": "Excluye un día del aprendizaje.",
    "Such as 2026-03-14.": "Por ejemplo, 2026-03-14.",
    "Learn from a day again.": "Vuelve a aprender de un día.",
    "What-ifs side by side: contacts, agent-hours, peak; --apply makes one count as corrections.": (
        "Supuestos lado a lado: contactos, horas de agente, punta; --apply aplica uno como correcciones."
    ),
    "Keep a scenario of this name before comparing.": "Guarda un escenario con este nombre antes de comparar.",
    "Change of the handle time in per cent.": "Cambio del tiempo de gestión en tanto por ciento.",
    "Share of contacts that bots take, 0 to 1.": "Parte de los contactos que atienden los bots, de 0 a 1.",
    "First day it counts.": "Primer día en que cuenta.",
    "Last day it counts.": "Último día en que cuenta.",
    "Make the scenario of this name count.": "Aplica el escenario con este nombre.",
    "Take out the scenario of this name.": "Quita el escenario con este nombre.",
    # staffing
    "Agents required.": "Agentes necesarios.",
    "Compute the requirement of a week from its forecast, on the distribution of its volume.": (
        "Calcula la dotación de una semana con su previsión, sobre la distribución del volumen."
    ),
    "Meet the targets with this probability, interval by interval.": (
        "Cumple los objetivos con esta probabilidad, intervalo a intervalo."
    ),
    "The Erlang calculator: table in, table out; each row answered or given a problem.": (
        "La calculadora de Erlang: entra una tabla y sale otra; cada fila con su respuesta o su problema."
    ),
    "A table with model, volume, interval_s, aht_s ...": "Una tabla con model, volume, interval_s, aht_s ...",
    "Paid time lost to contacts, by kind, weekday and hour; once a channel has kinds they replace its one share.": (
        "Tiempo pagado que se pierde, por tipo, día y hora; si un canal tiene tipos, sustituyen a su porcentaje único."
    ),
    "The channel, or all; all are listed without it.": "El canal, o all; sin él se enumeran todos.",
    "A kind and its share, such as sickness=0.06 or training=3%.": (
        "Un tipo y su porcentaje, como sickness=0.06 o training=3%."
    ),
    "Not known beforehand (sickness, lateness).": "No se conoce de antemano (enfermedad, retrasos).",
    "Who is away is away for the shift, not for a moment.": "Quien falta falta todo el turno, no un rato.",
    "Only on these days, such as mon;tue or mon-fri.": "Solo estos días, como mon;tue o mon-fri.",
    "Only from this hour.": "Solo desde esta hora.",
    "Only before this hour.": "Solo antes de esta hora.",
    "Take this kind out.": "Quita este tipo.",
    "Take all kinds out: the one share counts again.": "Quita todos los tipos: vuelve a contar el porcentaje único.",
    "Replace the kinds of the channels that this table names.": (
        "Sustituye los tipos de los canales que nombra esta tabla."
    ),
    "Print what it comes to, hour by hour.": "Escribe en qué queda, hora por hora.",
    "Correct the requirement by simulation and keep it as the week's requirement.": (
        "Corrige la dotación por simulación y la guarda como la de la semana."
    ),
    "Simulate the newest roster and move by one agent where it says so.": (
        "Simula el cuadrante más reciente y cambia un agente donde así resulte."
    ),
    "Back to what the formula asks.": "Vuelve a lo que pide la fórmula.",
    "The same seed gives the same days.": "La misma semilla da los mismos días.",
    "Agents, hours and cost of other targets, handling times, shrinkage or bots' shares.": (
        "Agentes, horas y coste con otros objetivos, tiempos de gestión, reductores o bots."
    ),
    "A slider: CHANNEL.sl, .aht (a change), .shrinkage, .bots = share; all.bots=0.1. Where shrinkage is by kind: "
    ".planned and .unplanned.": (
        "Un control: CANAL.sl, .aht (un cambio), .shrinkage, .bots = proporción; all.bots=0.1. Con reductores por"
        " tipo: .planned y .unplanned."
    ),
    "Meet the targets with this probability.": "Cumple los objetivos con esta probabilidad.",
    "Plan on the forecast's mean, not on its distribution.": "Planifica sobre la media y no sobre la distribución.",
    "Make it so: targets, and corrections of the forecast.": "Lo aplica: objetivos y correcciones de la previsión.",
    "What contacts sell, kept with the channel; needed by `staffing value`.": (
        "Lo que venden los contactos, guardado con el canal; lo necesita `staffing value`."
    ),
    "The channel; all are listed without it.": "El canal; sin él se enumeran todos.",
    "Share of answered contacts that buy.": "Parte de los contactos atendidos que compran.",
    "Net euros an order.": "Euros netos por pedido.",
    "Share of an order that stays.": "Parte del pedido que queda.",
    "Share of those who hang up and never buy.": "Parte de quienes cuelgan y ya no compran.",
    "Share of sales lost for each minute of waiting.": "Parte de las ventas que se pierde por minuto de espera.",
    "The channel sells nothing.": "El canal no vende nada.",
    "What one more agent-hour earns where contacts sell, against its cost.": (
        "Lo que aporta una hora de agente más donde los contactos venden, frente a lo que cuesta."
    ),
    "Euros a paid hour, instead of the agents' own cost.": "Euros por hora pagada, en vez del coste de los agentes.",
    "Start from the agents that meet the targets, not from the roster.": (
        "Parte de los agentes que cumplen los objetivos y no del cuadrante."
    ),
    "Print every interval, not the totals.": "Escribe cada intervalo y no los totales.",
    # roster
    "Solve, audit, publish and export rosters.": "Resuelve, revisa, publica y exporta cuadrantes.",
    "Solve a week's roster and keep it as a draft; Ctrl+C stops and keeps the best.": (
        "Resuelve el cuadrante de una semana y lo guarda como borrador; Ctrl+C lo detiene y guarda el mejor."
    ),
    "Time limit.": "Tiempo máximo.",
    "The same seed gives the same roster.": "La misma semilla da el mismo cuadrante.",
    "Stay close to the published roster.": "Cambia lo mínimo respecto al cuadrante publicado.",
    "Re-check every rule without the solver; exit 1 on a violation.": (
        "Revisa todas las reglas sin el optimizador; sale con 1 si alguna se incumple."
    ),
    "Make the newest draft binding; refused while a hard rule is broken.": (
        "Hace firme el borrador más reciente; no lo hace mientras se incumpla una regla obligatoria."
    ),
    "Write the newest version by the file's ending.": (
        "Escribe la versión más reciente según la terminación del fichero."
    ),
    ".xlsx, .csv or .ics": ".xlsx, .csv o .ics",
    "The coverage table instead of the shifts.": "La tabla de cobertura en vez de los turnos.",
    "Say why the newest roster is as it is: conflicts, who could work the shortest interval, a wish's price.": (
        "Dice por qué el cuadrante es como es: conflictos, quién podría trabajar donde más falta, precio de un deseo."
    ),
    "Who could work then, such as '2026-11-27 20:00'.": "Quién podría trabajar a esa hora, como '2026-11-27 20:00'.",
    "The channel that is short; without it the one that misses most.": (
        "El canal donde falta gente; si no, el que más falta."
    ),
    "What the refused wish of this agent would have cost.": "Lo que habría costado el deseo denegado de este agente.",
    "The day of the wish; the first refused one without it.": "El día del deseo; si no, el primero denegado.",
    "Rules that cannot be kept together.": "Reglas que no se pueden cumplir a la vez.",
    "Cover an absence or more contacts with the fewest changes to the published roster; the result is a draft.": (
        "Cubre una ausencia o más contactos con los mínimos cambios en el cuadrante publicado; resulta un borrador."
    ),
    "The agent who is away.": "El agente que falta.",
    "First day away.": "Primer día de ausencia.",
    "Last day away, included; --from without it.": "Último día de ausencia, incluido; si no, el de --from.",
    "illness, leave, training, other.": "illness, leave, training, other.",
    "Change of contacts on --day, such as +20%.": "Cambio de contactos en --day, como +20%.",
    "The day of --volume.": "El día de --volume.",
    "Points a changed day costs; 60 without it, less moves more people.": (
        "Puntos que cuesta un día cambiado; si no, 60; con menos se mueve a más gente."
    ),
    "Check a swap against every rule before it is approved; exit 1 when it breaks one.": (
        "Comprueba un cambio de turno con todas las reglas antes de aprobarlo; sale con 1 si incumple alguna."
    ),
    "The agent who gives a shift.": "El agente que da un turno.",
    "Its day, such as 2026-11-27.": "El día de ese turno, como 2026-11-27.",
    "The agent who takes it.": "El agente que lo toma.",
    "The day of the shift given in return.": "El día del turno que se da a cambio.",
    "Keep an allowed swap as a new draft.": "Guarda un cambio permitido como borrador nuevo.",
    "What publishing the newest version would change against the published one, with the notice left.": (
        "Lo que cambiaría publicar la versión más reciente frente a la publicada, con el preaviso que queda."
    ),
    "Versions side by side: cost, hours short, service level, fair spread, wishes met, changes.": (
        "Versiones lado a lado: coste, horas que faltan, nivel de servicio, reparto, deseos cumplidos, cambios."
    ),
    "Numbers of versions.": "Números de las versiones.",
    "Leave the simulated service level out.": "Sin el nivel de servicio simulado.",
    "Weekends, late shifts and public holidays of each agent over a rolling window, and wishes met.": (
        "Fines de semana, tardes y festivos de cada agente en una ventana de semanas, y deseos cumplidos."
    ),
    "Weeks of the window.": "Semanas de la ventana.",
    "Open swaps and wishes of a week, each checked against rules, skills, notice and coverage as things stand.": (
        "Cambios y deseos pendientes de una semana, comprobados con reglas, competencias, preaviso y cobertura."
    ),
    "Decided ones too.": "También los ya decididos.",
    "Try the newest roster on thousands of days of the forecast's distribution; --export writes every interval.\n\n"
    "Ctrl+C stops and keeps the days simulated so far.": (
        "Prueba el cuadrante en miles de días sacados de la previsión; --export escribe cada intervalo.\n\n"
        "Ctrl+C lo detiene y guarda los días simulados hasta entonces."
    ),
    "How many days to draw.": "Cuántos días se sortean.",
    "Agents serve only the channel they are planned on.": "Cada agente atiende solo el canal planificado.",
    "Rule packs: what binds a roster, and the shop's own figures.": (
        "Reglas: lo que obliga al cuadrante y las cifras propias de la tienda."
    ),
    "Every rule with its figures, its source and what the shop changed.": (
        "Cada regla con sus cifras, su fuente y lo que ha cambiado la tienda."
    ),
    "A team's own rules instead of everybody's.": "Las reglas propias de un equipo en vez de las de todos.",
    "Print the shop's own text instead.": "Escribe el texto propio de la tienda.",
    "Keep a file as the shop's own rules, after every key of it was understood.": (
        "Guarda un fichero como reglas de la tienda, tras entender todas sus claves."
    ),
    "A TOML file with [rules.ID] tables.": "Un fichero TOML con tablas [rules.ID].",
    "Change single figures of a rule; a mistake names the nearest key.": (
        "Cambia cifras sueltas de una regla; un error nombra la clave más parecida."
    ),
    "The rule's id, as `rules show` prints it.": "El identificador de la regla, como lo escribe `rules show`.",
    "minutes=660, hard=no, weight=5, on=no": "minutes=660, hard=no, weight=5, on=no",
    "Take the shop's own rules out; the law's pack remains.": "Quita las reglas de la tienda; quedan las de la ley.",
    "Ask for a swap or a wish; approve or decline it.": "Pide un cambio o un deseo; lo aprueba o lo rechaza.",
    "Ask for a swap; it waits until somebody approves or declines it.": (
        "Pide un cambio; espera a que alguien lo apruebe o lo rechace."
    ),
    "A word to whoever decides.": "Unas palabras para quien decide.",
    "Ask for a day off, at work, early or late; approved, it becomes a wish that the next solve weighs.": (
        "Pide un día libre, presente, de mañana o de tarde; aprobado, pesa como deseo en el próximo cálculo."
    ),
    "The agent.": "El agente.",
    "The day, such as 2026-11-27.": "El día, como 2026-11-27.",
    "off, on, early or late.": "off, on, early o late.",
    "Approve after one more check; refused while a rule stands against it. A swap becomes a draft to publish.": (
        "Aprueba tras comprobarlo otra vez; no, si lo impide una regla. Un cambio pasa a ser un borrador por publicar."
    ),
    "The request, as `roster requests` prints it.": "La solicitud, como la escribe `roster requests`.",
    "A word to the agent.": "Unas palabras para el agente.",
    "Decline with a reason.": "Rechaza con un motivo.",
    "Why; the agent is told.": "Por qué; se le comunica al agente.",
    "Take an open request back.": "Retira una solicitud pendiente.",
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
    # headings
    "Usage:": "Uso:",
    "Options:": "Opciones:",
    "Commands:": "Órdenes:",
    "Arguments:": "Argumentos:",
    "[OPTIONS]": "[OPCIONES]",
    "COMMAND [ARGS]...": "ORDEN [ARGUMENTOS]...",
    "[default:": "[de serie:",
    "[required]": "[obligatorio]",
}
