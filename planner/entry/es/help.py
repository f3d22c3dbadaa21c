"""Spanish of `--help`: the program, its headings, and the planning week."""

MESSAGES = {
    # the program
    "Forecast contacts, staff, roster, survey and pay the customer-service team of an online shop.": (
        "Previsión de contactos, dotación, cuadrantes, encuestas y retribución variable del equipo de atención al"
        " cliente de una tienda en línea."
    ),
    "A SQLite file or a PostgreSQL URL.": "Un fichero SQLite o una URL de PostgreSQL.",
    "es or en.": "es o en.",
    "Print the version.": "Muestra la versión.",
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
