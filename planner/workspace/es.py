"""Spanish of the services of the weekly plan."""

MESSAGES = {
    # calendar
    "Winter sales": "Rebajas de invierno",
    "Summer sales": "Rebajas de verano",
    "Back to school": "Vuelta al cole",
    "Singles' Day": "Día del Soltero",
    "Christmas campaign": "Campaña de Navidad",
    "An event has a name.": "Un evento tiene nombre.",
    "Write one such as Black Friday.": "Escriba uno, por ejemplo Black Friday.",
    "{kind!r} is no kind of event.": "{kind!r} no es un tipo de evento.",
    "The last day lies before the first.": "El último día es anterior al primero.",
    "Exchange the two dates.": "Intercambie las dos fechas.",
    "An uplift of {value} % makes no sense.": "Un incremento del {value} % no tiene sentido.",
    "62 means 62 % more contacts.": "62 significa un 62 % más de contactos.",
    # people
    "There is no agent {agent}.": "No hay ningún agente {agent}.",
    "Import the agents first.": "Importe antes los agentes.",
    "{agent} has {kind} already in these days.": "{agent} ya tiene {kind} en esos días.",
    "Take that out first, or choose other days.": "Quítelo antes o elija otros días.",
    # requirement
    "{name} = {value} is not a share.": "{name} = {value} no es una proporción.",
    "Give it between 0 and 1.": "Dé un valor entre 0 y 1.",
    "{name} = {value} is no number of seconds.": "{name} = {value} no es un número de segundos.",
    "Give 0 or more.": "Dé 0 o más.",
    "Give it from 0 to below 1.": "Dé un valor desde 0 y menor que 1.",
    "{name} is too small.": "{name} es demasiado pequeño.",
    "Concurrency is at least 1, minimum staff at least 0.": (
        "La concurrencia es al menos 1 y el mínimo de agentes al menos 0."
    ),
    "No forecast for {channel}: it asks for nobody.": "No hay previsión para {channel}: no pide a nadie.",
    "No forecast covers {day} and the {n} days from it.": "Ninguna previsión cubre el {day} y los {n} días desde él.",
    "Run the forecast first: {command}": "Haga antes la previsión: {command}",
    "No requirement is stored for {day}.": "No hay dotación guardada para el {day}.",
    "Run it first: {command}": "Calcúlela antes: {command}",
    # volumes and overrides
    "There is no contact history to forecast from.": "No hay histórico de contactos con el que prever.",
    "Import it first: {command}": "Impórtelo antes: {command}",
    "Stopped; nothing was changed.": "Detenido; no se ha cambiado nada.",
    "The contacts come by the day, and agents are required by the interval.": (
        "Los contactos vienen por días y la dotación se calcula por intervalos."
    ),
    "Import contacts in intervals of 15, 30 or 60 minutes.": "Importe contactos en intervalos de 15, 30 o 60 minutos.",
    "An override needs a reason.": "Una corrección necesita un motivo.",
    "Write one, so that everybody knows why next week.": "Escríbalo, para que la semana que viene todos sepan por qué.",
    "The override ends before it starts.": "La corrección termina antes de empezar.",
    "Exchange the two times.": "Intercambie las dos horas.",
    "{value} is no number of contacts or seconds.": "{value} no es un número de contactos ni de segundos.",
    "A change of {value} % makes no sense.": "Un cambio del {value} % no tiene sentido.",
    "Give −100 to 2000; 20 means +20 %.": "Dé de −100 a 2000; 20 significa +20 %.",
    # rosters
    "There is nobody to roster in the week of {day}.": "No hay a quién poner en el cuadrante la semana del {day}.",
    "Import the agents first: {command}": "Importe antes los agentes: {command}",
    "No roster was found.": "No se ha encontrado ningún cuadrante.",
    "Give it more time.": "Dele más tiempo.",
    "solved, seed {seed}": "resuelto, semilla {seed}",
    "by hand": "a mano",
    "Shortage unchanged": "Falta lo mismo",
    "Shortage {change} h": "Falta {change} h",
    "breaks: {what}": "incumple: {what}",
    "bends: {what}": "fuerza: {what}",
    "mends: {what}": "arregla: {what}",
    "Version {n} is published already.": "La versión {n} ya está publicada.",
    "Edit or solve a new draft.": "Edite o resuelva un borrador nuevo.",
    "{n} hard rules are broken, so this roster is not published: {first}": (
        "Se incumplen {n} reglas obligatorias, así que este cuadrante no se publica: {first}"
    ),
    "Mend them on the roster screen, or solve again.": "Arréglelas en la pantalla del cuadrante o resuelva otra vez.",
    "There is no roster for the week of {day}.": "No hay cuadrante para la semana del {day}.",
    "Solve it first: {command}": "Resuélvalo antes: {command}",
    # workspace
    "{zone!r} is no time zone.": "{zone!r} no es una zona horaria.",
    "Write one such as Europe/Madrid.": "Escriba una como Europe/Madrid.",
    "{region!r} is no country or region with holidays we know.": (
        "{region!r} no es un país o región cuyos festivos conozcamos."
    ),
    "Write one such as ES-MD, CZ, GB-ENG, or nothing.": "Escriba una como ES-MD, CZ, GB-ENG, o nada.",
    "Loading the sample shop": "Cargando la tienda de ejemplo",
    "events": "eventos",
    "other days": "otros días",
    # what the forecasting engine says
    "LightGBM does not load here (libgomp missing): its member is left out of the forecast.": (
        "LightGBM no se carga aquí (falta libgomp): su modelo queda fuera de la previsión."
    ),
    "{channel}: {days} days of history are few; profile and events are borrowed from its siblings.": (
        "{channel}: {days} días de histórico son pocos; perfil y eventos se toman de los otros canales."
    ),
    "{channel}: only {days} days of history; expect little of the forecast.": (
        "{channel}: solo {days} días de histórico; espere poco de la previsión."
    ),
    "{channel}: no history; nothing is forecast.": "{channel}: sin histórico; no se prevé nada.",
    "{channel}: the history is all zeros, and so is the forecast.": (
        "{channel}: el histórico es todo ceros, y la previsión también."
    ),
    "{channel}: no rows since {last}, {days} days less than others; if it is closed, import zeros.": (
        "{channel}: sin filas desde {last}, {days} días menos que los demás; si está cerrado, importe ceros."
    ),
    "{channel}: the level moved by {percent} % on {day}; what came before counts at the new level.": (
        "{channel}: el nivel cambió un {percent} % el {day}; lo anterior cuenta al nivel nuevo."
    ),
    "{channel}: it started after {zero_days} days of zeros, which are left out.": (
        "{channel}: empezó tras {zero_days} días de ceros, que no se cuentan."
    ),
    "{channel}: no contacts for {days} days; it counts as stopped.": (
        "{channel}: sin contactos desde hace {days} días; se da por cerrado."
    ),
    "{channel}: the history is always {contacts}; check where it comes from.": (
        "{channel}: el histórico es siempre {contacts}; compruebe de dónde viene."
    ),
    "The history ends on {last}, {days} days before the forecast starts.": (
        "El histórico acaba el {last}, {days} días antes de empezar la previsión."
    ),
    "{channel}: too few past forecasts to measure the doubt ({cases}); the band is an assumption.": (
        "{channel}: pocas previsiones pasadas para medir la incertidumbre ({cases}); la banda es un supuesto."
    ),
    "{channel}: {rows} negative counts were left out.": "{channel}: {rows} recuentos negativos no se han contado.",
    "{channel}: {rows} counts are missing and were left out.": (
        "{channel}: faltan {rows} recuentos y no se han contado."
    ),
    "{channel}: {rows} counts are no numbers and were left out.": (
        "{channel}: {rows} recuentos no son números y no se han contado."
    ),
    "{channel}: {rows} counts are fractions and were taken as they are.": (
        "{channel}: {rows} recuentos son fracciones y se toman como están."
    ),
    "{channel}: {rows} rows stand twice; the last one counts.": (
        "{channel}: {rows} filas están repetidas; vale la última."
    ),
    "{channel}: {days} days are missing in a row; they are left out, not zero.": (
        "{channel}: faltan {days} días seguidos; no se cuentan, no son ceros."
    ),
    "The history holds no counted interval.": "El histórico no tiene ningún intervalo contado.",
    "The history begins after the start of the forecast.": "El histórico empieza después del inicio de la previsión.",
    "There is too little history for this.": "Hay demasiado poco histórico para esto.",
    "No public holidays are known for this region.": "No se conocen festivos de esta región.",
    "That many days cannot be forecast.": "No se pueden prever tantos días.",
    "A date in the history or the events cannot be read.": "No se puede leer una fecha del histórico o de los eventos.",
    "An event ends before it starts.": "Un evento acaba antes de empezar.",
    "An event has an unknown kind.": "Un evento es de un tipo desconocido.",
    "The intervals do not start on a common grid of 15, 30 or 60 minutes.": (
        "Los intervalos no empiezan en una rejilla común de 15, 30 o 60 minutos."
    ),
    "Horizon, origins and step must be at least 1.": "Horizonte, orígenes y paso deben ser al menos 1.",
    "The forecast has no intervals on this day.": "La previsión no tiene intervalos ese día.",
    "Reading the history": "Leyendo el histórico",
    "Learning level, weekdays and events": "Aprendiendo nivel, días y eventos",
    "Learning from calendar and neighbours": "Aprendiendo del calendario y de los otros canales",
    "Measuring the doubt": "Midiendo la incertidumbre",
    "Laying out the forecast": "Preparando la previsión",
    # home
    "Week {week} is {event}": "La semana {week} es {event}",
    "Week {week}": "Semana {week}",
    "{change} contacts": "{change} contactos",
    "short by {n} on {weekday} {time}": "faltan {n} el {weekday} a las {time}",
    "every interval covered": "todos los intervalos cubiertos",
    "{total} contacts expected; the busiest day is {day} with {n}.": (
        "Se esperan {total} contactos; el día más cargado es el {day}, con {n}."
    ),
    "{required} agent-hours required, {contract} in the contracts: {gap} h {word}.": (
        "{required} horas de agente necesarias y {contract} en los contratos: {gap} h {word}."
    ),
    "too few": "de menos",
    "to spare": "de sobra",
    "The roster leaves {short} h short and breaks {n} rules.": (
        "El cuadrante deja {short} h sin cubrir e incumple {n} reglas."
    ),
    "to {day}, {n} agents": "hasta {day}, {n} agentes",
    "no contacts yet": "aún no hay contactos",
    "no agents yet": "aún no hay agentes",
    "Data": "Datos",
    "Forecast": "Previsión",
    "Requirement": "Dotación",
    "Roster": "Cuadrante",
    "Publish": "Publicar",
    "Excel": "Excel",
    "{n} contacts": "{n} contactos",
    "not made yet": "aún sin hacer",
    "{n} agent-hours": "{n} horas de agente",
    "not computed yet": "aún sin calcular",
    "version {n}, {shifts} shifts": "versión {n}, {shifts} turnos",
    "not solved yet": "aún sin resolver",
    "published": "publicado",
    "not published yet": "aún sin publicar",
    "written": "escrito",
    "not written yet": "aún sin escribir",
    "version {n} breaks {broken} rules": "la versión {n} incumple {broken} reglas",
    "the requirement changed since": "la dotación ha cambiado desde entonces",
    "the forecast or a target changed since": "cambió la previsión o un objetivo",
    "Surveys closed: {n}": "Encuestas cerradas: {n}",
    "Months of pay approved: {n}": "Meses de liquidación aprobados: {n}",
    "Months of pay closed: {n}": "Meses de liquidación cerrados: {n}",
    "Rosters published: {n}": "Cuadrantes publicados: {n}",
    "{n} entries of the log are newer than this backup and would be undone.": "{n} anotaciones del registro son "
    "posteriores a esta copia y se desharían.",
    "Restore all the same?": "¿Restaurar de todos modos?",
    "Nothing was restored.": "No se ha restaurado nada.",
    "Repeat it with --yes if that is meant.": "Repítalo con --yes si es lo que quiere.",
    "The backup does not read back as it was written; none was kept.": "La copia no se lee como se escribió; "
    "no se ha conservado ninguna.",
    "Choose another disk.": "Elija otro disco.",
    "Do not ask what the older state undoes.": "No preguntar por lo que deshace el estado anterior.",
}
