"""Files of other systems, batches and channels in Spanish."""

MESSAGES = {
    "--map {word!r} does not say which column is which field.": "--map {word!r} no dice qué columna es qué campo.",
    "--unit {word!r} is not FIELD=UNIT.": "--unit {word!r} no es CAMPO=UNIDAD.",
    "--zeros is {names} and not {value}.": "--zeros es {names} y no {value}.",
    "--zone {value!r} is not a time zone.": "--zone {value!r} no es una zona horaria.",
    "A shift has a start and an end.": "Un turno tiene inicio y fin.",
    "A table of days and hours, and nothing says of which channel.":
        "Una tabla de días y horas, y nada dice de qué canal.",
    "Batch {n} ({file}) was taken back: {rows} rows as before.":
        "Lote {n} ({file}) deshecho: {rows} filas como estaban.",
    "Batch {n} cannot be taken back: {table} of {key} hangs on it.":
        "El lote {n} no se puede deshacer: de él depende {table} de {key}.",
    "Batch {n} is too old to be taken back.": "El lote {n} es demasiado antiguo para deshacerlo.",
    "Batch {n} was taken back on {day} by {who}.": "El lote {n} ya lo deshizo {who} el {day}.",
    "Dates such as 02/11 are read {order}, as in your region; --date-order says otherwise.":
        "Las fechas como 02/11 se leen con {order}, como en su región; --date-order dice otra cosa.",
    "Excel had exchanged day and month of the dates up to the 12th; they are put right.":
        "Excel había cambiado día por mes en las fechas hasta el 12; están corregidas.",
    "Export by day, or by 15, 30 or 60 minutes.": "Exporte por días, o por 15, 30 o 60 minutos.",
    "Export it again, or as CSV.": "Expórtelo de nuevo, o como CSV.",
    "Export it again.": "Expórtelo de nuevo.",
    "Fill in both, or neither for a day off.": "Rellene los dos, o ninguno para un día libre.",
    "Format": "Formato",
    "Import one of them again in the width of the other.": "Importe uno de nuevo con el intervalo del otro.",
    "Make it again.": "Hágalo de nuevo.",
    "Mend it or move it away.": "Corríjalo o apártelo.",
    "Mend one of the two.": "Corrija uno de los dos.",
    "Name the batch to take back.": "Diga qué lote se deshace.",
    "Name the file to import.": "Diga qué fichero se importa.",
    "No column tells skills and there is no channel yet: {n} people serve none.":
        "Ninguna columna dice los canales y aún no hay ninguno: {n} personas no atienden ninguno.",
    "No column tells skills: {n} new people serve every channel until somebody says otherwise.":
        "Ninguna columna dice los canales: {n} personas nuevas los atienden todos mientras nadie diga otra cosa.",
    "No row means": "Sin fila significa",
    "Nothing says which column is {field}.": "Nada dice qué columna es {field}.",
    "Nothing to change was named.": "No ha dicho qué cambiar.",
    "Other sheets that would fit: {names}. --sheet takes another.":
        "Otras hojas que servirían: {names}. --sheet toma otra.",
    "People who are no agents here are left out: {names}.": "Quedan fuera personas que aquí no son agentes: {names}.",
    "Save it without one.": "Guárdelo sin ella.",
    "Say --yes if that is meant.": "Diga --yes si es lo que quiere.",
    "Say the unit: --unit aht_s=min (or s, ms, hms, h, days).":
        "Diga la unidad: --unit aht_s=min (o s, ms, hms, h, days).",
    "Say which column is what: {words}": "Diga qué columna es qué: {words}",
    "Say which: --sheet {name}": "Diga cuál: --sheet {name}",
    "Source": "Origen",
    "Take its batch back, or edit it on the roster screen.":
        "Deshaga su lote, o modifíquelo en la pantalla del cuadrante.",
    "Take the batch back": "Deshacer el lote",
    "Take the later batches back first: cuadrante import batches lists them.":
        "Deshaga antes los lotes posteriores: cuadrante import batches los enseña.",
    "Taken": "Tomadas",
    "Taken back: {n} rows as before.": "Deshecho: {n} filas como estaban.",
    "Taking {file} back": "Deshaciendo {file}",
    "The archive holds no table.": "El archivo comprimido no contiene ninguna tabla.",
    "The archive is broken or cut short.": "El archivo comprimido está roto o incompleto.",
    "The archive unpacks to more than is safe.": "El archivo comprimido ocupa más de lo prudente.",
    "The calendar is broken: {why}.": "El calendario está roto: {why}.",
    "The columns are: {header}.": "Las columnas son: {header}.",
    "The columns are: {names}. Write a column's name, or = and a value for every row (=phone); * is needed.":
        "Las columnas son: {names}. Escriba el nombre de una, o = y un valor para todas las filas (=phone); * es "
        "obligatorio.",
    "The document holds no list of records.": "El documento no contiene ninguna lista de registros.",
    "The document is larger than {limit} MB.": "El documento pasa de {limit} MB.",
    "The document is nested too deeply.": "El documento tiene demasiados niveles.",
    "The file does not say its time zone; {zone} is taken. --zone UTC says otherwise.":
        "El fichero no dice su zona horaria; se toma {zone}. --zone UTC dice otra cosa.",
    "The file has {sheets}.": "El fichero tiene {sheets}.",
    "The file says that more pages follow it: this is not all there is.":
        "El fichero dice que le siguen más páginas: esto no es todo.",
    "The history of {name} goes with it.": "El histórico de {name} se va con él.",
    "The profile {file} cannot be read: {why}.": "El perfil {file} no se puede leer: {why}.",
    "The sources are {names}.": "Los orígenes son {names}.",
    "The usual value is {value} s: are these {unit}?": "El valor habitual es {value} s: ¿son {unit}?",
    "The workbook has a password.": "El libro tiene contraseña.",
    "There are {names}.": "Hay {names}.",
    "There is no batch {n}.": "No hay ningún lote {n}.",
    "There is no channel {name}.": "No hay ningún canal {name}.",
    "There is one row a week: totals of weeks have no days to plan by.":
        "Hay una fila por semana: los totales semanales no tienen días con los que planificar.",
    "This is not JSON.": "Esto no es JSON.",
    "Time zone": "Zona horaria",
    "Unpack it and name one file.": "Descomprímalo y nombre un fichero.",
    "Week {week} has a published roster already.": "La semana {week} ya tiene un cuadrante publicado.",
    "Which column is what?": "¿Qué columna es qué?",
    "Whose export": "De qué sistema",
    "Write approved, pending, rejected or cancelled.": "Escriba aprobada, pendiente, rechazada o cancelada.",
    'Write it as --map "Created at=interval_start"; the fields are {names}.':
        'Escríbalo como --map "Created at=interval_start"; los campos son {names}.',
    'Write it as --map "{example}".': 'Escríbalo como --map "{example}".',
    "Write it as --unit aht_s=min; the units are {names}.":
        "Escríbalo como --unit aht_s=min; las unidades son {names}.",
    "Write it as 00:05:12.": "Escríbalo como 00:05:12.",
    "Write it as 11:00-11:15.": "Escríbalo como 11:00-11:15.",
    "Write it as 9-17, 09:00-13:00 / 15:00-19:00, L (free) or V (leave).":
        "Escríbalo como 9-17, 09:00-13:00 / 15:00-19:00, L (libre) o V (vacaciones).",
    "Write it as UTC or Europe/Madrid.": "Escríbalo como UTC o Europe/Madrid.",
    "Write them one after the other.": "Escríbalos uno detrás de otro.",
    "cuadrante channel set --help lists what there is.": "cuadrante channel set --help enseña lo que hay.",
    "cuadrante import batches lists them.": "cuadrante import batches los enseña.",
    "day first": "el día delante",
    "left out: {reasons}": "fuera: {reasons}",
    "month first": "el mes delante",
    "open (0 in opening hours), none (unknown)": "open (0 en horario), none (no se sabe)",
    "our own columns": "nuestras columnas",
    "read it so": "leer así",
    "undo it": "deshacer",
    "undone": "deshecho",
    "{channel}: {n} intervals are left out, because finer ones of that time are stored.":
        "{channel}: {n} intervalos quedan fuera, porque hay otros más finos de ese tiempo.",
    "{channel}: {n} wider or differently cut intervals give way to these.":
        "{channel}: {n} intervalos más anchos o con otro corte dejan paso a estos.",
    "{file} ({kind}): what it brought goes, what it changed is as before.":
        "{file} ({kind}): lo que trajo se va, lo que cambió queda como estaba.",
    "{file} is not read by {source}.": "{file} no se lee como {source}.",
    "{name} cannot be joined with itself.": "{name} no se puede unir consigo mismo.",
    "{name} is a channel already: {channel}.": "{name} ya es un canal: {channel}.",
    "{name} is called {new} now.": "{name} se llama ahora {new}.",
    "{name} is gone, with {n} intervals of history.": "{name} ya no está, ni sus {n} intervalos de histórico.",
    "{name} is not a source of {kind}.": "{name} no es un origen de {kind}.",
    "{n} intervals without a contact in opening hours count as 0.":
        "{n} intervalos sin contactos en horario cuentan como 0.",
    "{n} lost": "{n} perdidos",
    "{n} of {all} contacts cannot be.": "{n} de {all} contactos no puede ser.",
    "{n} rows of batch {batch} were changed since it came in.":
        "{n} filas del lote {batch} han cambiado desde que entró.",
    "{n} solved by the bot": "{n} resueltos por el bot",
    "{n} tables of it fit: {names}.": "Sirven {n} tablas del fichero: {names}.",
    "{n} without an end count until the same absence comes with one.":
        "{n} sin fin cuentan hasta que la misma ausencia llegue con uno.",
    "{one} and {other} have intervals of different widths at the same time.":
        "{one} y {other} tienen intervalos de distinto ancho al mismo tiempo.",
    "{people} people, {shifts} shifts, {leave} days of leave; published for {weeks}.":
        "{people} personas, {shifts} turnos, {leave} días de ausencia; publicado para {weeks}.",
    "{rows} rows → {taken} contacts": "{rows} filas → {taken} contactos",
    "{rows} rows → {taken} taken": "{rows} filas → {taken} tomadas",
    "{source} is {target} now: {n} intervals moved.": "{source} es ahora {target}: {n} intervalos trasladados.",
    "{value!r} is no name for a channel.": "{value!r} no es nombre para un canal.",
    "{value} ends before it begins, or is too long.": "{value} acaba antes de empezar, o es demasiado largo.",
    "{value} has stretches that overlap.": "{value} tiene tramos que se pisan.",
    "{value} is a date, and others of the column are text that names the days after the 12th.":
        "{value} es una fecha, y otras de la columna son texto con los días a partir del 13.",
    "{value} is never open.": "{value} no abre nunca.",
    "{value} is no opening time.": "{value} no es un horario.",
    "{value} is no shift, day off or leave.": "{value} no es turno, libre ni ausencia.",
    "{value} is not a batch.": "{value} no es un lote.",
    "{value} is not a break.": "{value} no es una pausa.",
    "{value} is not a day or span of days.": "{value} no es un día ni un tramo de días.",
    "{value} is not a duration.": "{value} no es una duración.",
    "{value} is not a known state.": "{value} no es un estado conocido.",
    "{value} is not one of {names}.": "{value} no es uno de {names}.",
    'Nothing says who sold. If a column does: --source {name} --map "COLUMN=agent_id"':
        'Nada dice quién vendió. Si lo dice una columna: --source {name} --map "COLUMN=agent_id"',
    '{channel}: contacts come {hours}. Open then? cuadrante channel set {channel} --hours "{hours}"':
        '{channel}: los contactos llegan {hours}. ¿Abre así? cuadrante channel set {channel} --hours "{hours}"',
    "Choose what the file holds. Files of any system come as they are (CSV, Excel, JSON, calendars, archives): what is "
    "known is recognised, the rest is asked once. Everything is shown before anything is stored.":
        "Elija qué contiene el fichero. Los de cualquier sistema entran como son (CSV, Excel, JSON, calendarios, "
        "comprimidos): lo conocido se reconoce, lo demás se pregunta una vez. Todo se enseña antes de guardar nada.",
    "seconds": "segundos", "minutes": "minutos", "hours": "horas", "milliseconds": "milisegundos", "days": "días",
    "outbound": "salientes", "internal": "internas", "repeated": "repetidas", "deleted there": "borradas",
    "legs of one": "tramos de una misma", "begun by us": "iniciadas por nosotros",
    "lost in the menu": "perdidas en el menú", "out of hours": "fuera de horario", "merged": "fusionadas",
    "incomplete": "incompletas", "not for a queue": "de ninguna cola", "not a call": "no son llamadas",
    "totals": "totales", "without a time": "sin hora", "pending": "pendientes", "rejected": "rechazadas",
    "cancelled": "canceladas", "at work elsewhere": "trabajando en otro sitio", "of unknown people": "de desconocidos",
    "unpaid": "sin pagar", "not a line": "no son líneas", "no longer there": "ya no están",
    "without an agent": "sin agente", "headers": "cabeceras",
    "Amounts are those of the lines: price x quantity less the line's discount, as the shop writes them (with or "
    "without VAT).":
        "Los importes son los de las líneas: precio por cantidad menos su descuento, tal como los escribe la tienda "
        "(con o sin IVA).",
    "Which column is what": "Qué columna es qué",
    "Units": "Unidades",
    "Who": "Quién",
}  # fmt: skip
