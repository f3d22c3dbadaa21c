"""Spanish of shrinkage by kind, of plans on a distribution, and of simulations that are stopped."""

MESSAGES = {
    # kinds and days
    "meetings": "reuniones",
    "sickness": "enfermedad",
    "lateness": "retrasos",
    "something else": "otra cosa",
    "unplanned": "imprevisto",
    "Mon": "Lun",
    "Tue": "Mar",
    "Wed": "Mié",
    "Thu": "Jue",
    "Fri": "Vie",
    "Sat": "Sáb",
    "Sun": "Dom",
    "mon": "lun",
    "tue": "mar",
    "wed": "mié",
    "thu": "jue",
    "fri": "vie",
    "sat": "sáb",
    "sun": "dom",
    # services
    ", then ": "; después ",
    "A kind of shrinkage has no name.": "Un reductor no tiene nombre.",
    "Call it {example}.": "Llámelo {example}.",
    "{kind}: {value} is no day of the week.": "{kind}: {value} no es un día de la semana.",
    "{value!r} is no day of the week.": "{value!r} no es un día de la semana.",
    "Write them as {example}.": "Escríbalos como {example}.",
    "{kind}: {a} to {b} are no hours of a day.": "{kind}: de {a} a {b} no son horas de un día.",
    "Give whole hours, such as 8 to 12; a night is two lines.": (
        "Dé horas en punto, como de 8 a 12; una noche son dos líneas."
    ),
    "{value!r} is no whole hour.": "{value!r} no es una hora en punto.",
    "{kind} lasts whole days and has hours.": "{kind} dura días enteros y tiene horas.",
    "Leave the hours out, or say that it does not last the whole day.": (
        "Quite las horas o indique que no dura todo el día."
    ),
    "{kind} is both planned and unplanned, or both of whole days and of moments.": (
        "{kind} es a la vez previsto e imprevisto, o a la vez de días enteros y de ratos."
    ),
    "Give the two different names.": "Dé a cada uno su nombre.",
    "{kind} is given twice for {day} {hour}.": "{kind} está dos veces para {day} {hour}.",
    "Keep one of the two lines.": "Deje una de las dos líneas.",
    "Shrinkage of {share} on {day} {hour} leaves nobody.": (
        "Unos reductores del {share} el {day} {hour} no dejan a nadie."
    ),
    "Give smaller shares.": "Dé proporciones menores.",
    "{channel} has no shrinkage of the kind {kind}.": "{channel} no tiene reductores del tipo {kind}.",
    "{file}, row {row}: there is no channel {channel}.": "{file}, fila {row}: no existe el canal {channel}.",
    "row": "fila",
    "{file} has no lines.": "{file} no tiene líneas.",
    "Columns: {names}": "Columnas: {names}",
    "{value!r} is not a share.": "{value!r} no es una proporción.",
    "{name} {value!r} is neither yes nor no.": "{name} {value!r} no es ni sí ni no.",
    "{channel}: the kinds replace the one share of {share}; on average they come to {mean}.": (
        "{channel}: los tipos sustituyen al porcentaje único del {share}; de media suman {mean}."
    ),
    "{channel}: the one share of {share} counts again.": "{channel}: vuelve a contar el porcentaje único del {share}.",
    "{channel} has no shrinkage by kind.": "{channel} no tiene reductores por tipo.",
    "Move its one share, or enter kinds: {command}": "Mueva su porcentaje único o introduzca tipos: {command}",
    "{channel} has its shrinkage by kind.": "{channel} tiene los reductores por tipo.",
    "Move planned and unplanned instead.": "Mueva los previstos y los imprevistos.",
    "{channel} has no kind of that nature to move.": "{channel} no tiene ningún tipo de esa clase que mover.",
    "Enter one: {command}": "Introduzca uno: {command}",
    "Stopped before the last trial in simulation.": "Detenido antes del último ensayo de la simulación.",
    "simulating {n} days": "simulando {n} días",
    # commands
    "--set, --remove, --clear and --file exclude each other.": "--set, --remove, --clear y --file se excluyen.",
    "--mean and --probability exclude each other.": "--mean y --probability se excluyen.",
    "Days, hours and nature belong to a kind.": "Días, horas y clase pertenecen a un tipo.",
    "Name it, or all: {command}": "Nómbrelo, o all: {command}",
    "Stopped: {n} of {asked} days were simulated.": "Detenido: se simularon {n} de {asked} días.",
    # screens
    "6  imports the contact history": "6  importa el histórico de contactos",
    "There are no channels yet.": "Aún no hay canales.",
    "{share} of paid time lost on average": "{share} del tiempo perdido, de media",
    "planned {a}, unplanned {b}": "previsto {a}, imprevisto {b}",
    "one share for every hour; n adds kinds in its place": (
        "un porcentaje para todas las horas; n añade tipos en su lugar"
    ),
    "Share": "Porcentaje",
    "Known before": "Se conoce",
    "Lasts": "Dura",
    "Hours of day": "Horas",
    "the whole day": "todo el día",
    "a moment": "un rato",
    "all together": "en total",
    "By day, in the opening hours": "Por día, en el horario de apertura",
    "What is the time lost to?": "¿En qué se pierde el tiempo?",
    "A kind that is there already may have another share on certain days or hours.": (
        "Un tipo que ya está puede tener otro porcentaje en ciertos días u horas."
    ),
    "Share, %": "Porcentaje, %",
    "of the paid time": "del tiempo pagado",
    "Known before the roster is made": "Se conoce antes de hacer el cuadrante",
    "Lasts the whole day": "Dura todo el día",
    "Only on these days": "Solo estos días",
    "mon;tue or mon-fri; empty: every day": "lun;mar o lun-vie; vacío: todos los días",
    "Only in these hours": "Solo a estas horas",
    "8-12; empty: all day": "8-12; vacío: todo el día",
    "On every channel": "En todos los canales",
    "Shrinkage of {channel}": "Reductores de {channel}",
    "{kind} {share} of {channel} is taken out.": "Se quita {kind} {share} de {channel}.",
    "Read shrinkage from a file": "Leer reductores de un fichero",
    "Reading {path}": "Leyendo {path}",
    "Export shrinkage": "Exportar reductores",
    "shrinkage": "reductores",
    "write yes or no": "escriba sí o no",
    "give it a name": "póngale un nombre",
    "there is no such file": "no existe ese fichero",
    "AHT": "TMO",
    "Away": "Fuera",
    "{n} there ÷ (1 − {share}) = {required}": "{n} presentes ÷ (1 − {share}) = {required}",
    "Planned away": "Ausencia prevista",
    "Unplanned away": "Ausencia imprevista",
    "Planned on": "Base",
    "stopped at {share}": "detenida al {share}",
    "on the mean": "sobre la media",
    "on the distribution": "sobre la distribución",
    "targets met with {share}": "objetivos cumplidos al {share}",
    # help
    (
        "Paid time lost to contacts. Planned kinds (leave, training, meetings) add up; unplanned ones (sickness, "
        "lateness) strike those who are left: 1 − (1 − planned) × (1 − unplanned). People required are those who must "
        "be there divided by 1 − shrinkage. An entry for certain days or hours counts there instead of the general one "
        "of its kind. Kinds that last the whole day are drawn by shift when the roster is simulated, the others by "
        "interval. Absences entered as such are out of the roster already: leave them out here."
    ): (
        "Tiempo pagado que no se dedica a contactos. Los tipos previstos (vacaciones, formación, reuniones) se suman; "
        "los imprevistos (enfermedad, retrasos) afectan a quienes quedan: 1 − (1 − previsto) × (1 − imprevisto). La "
        "dotación son los que deben estar, divididos por 1 − reductores. Una línea para ciertos días u horas cuenta "
        "ahí en lugar de la general de su tipo. Los tipos que duran todo el día se sortean por turno al simular el "
        "cuadrante, los demás por intervalo. Las ausencias registradas ya están fuera del cuadrante: no las ponga aquí."
    ),
    (
        "One line an entry; Enter changes it, x takes it out, n adds one. Without any, one share counts "
        "for every hour (t on the Requirement screen)."
    ): (
        "Una línea por entrada; Intro la cambia, x la quita, n añade una. Si no hay ninguna, cuenta un porcentaje "
        "para todas las horas (t en la pantalla Dotación)."
    ),
    (
        "What each kind takes on each day, in the hours the channel is open; two figures where hours differ."
    ): "Lo que se lleva cada tipo cada día, en el horario del canal; dos cifras donde las horas difieren.",
    (
        "What would change if we promised less, took longer, lost more time or if bots answered more? Choose a channel "
        "with k, move its sliders; agents, hours and cost follow at once. p says what is planned on: the forecast's "
        "distribution as the requirement is, a chosen probability of meeting the targets, or the mean. Nothing is "
        "changed until a makes it so: targets and shrinkage on the channel, contacts and handling time as corrections "
        "of this week's forecast."
    ): (
        "¿Qué cambiaría si prometiéramos menos, tardáramos más, perdiéramos más tiempo o los bots contestaran más? "
        "Elija un canal con k y mueva sus controles; agentes, horas y coste siguen al momento. p dice sobre qué se "
        "planifica: la distribución de la previsión, como la dotación; una probabilidad de cumplir los objetivos; o la "
        "media. Nada cambia hasta pulsar a: objetivos y reductores en el canal, contactos y tiempo de gestión como "
        "correcciones de la previsión de esta semana."
    ),
}
