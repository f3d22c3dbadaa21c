"""Spanish of files, imports, storage and maintenance."""

MESSAGES = {
    # what the system says
    "Address already in use": "la dirección ya está en uso",
    "Directory not empty": "la carpeta no está vacía",
    "File exists": "ya existe",
    "File name too long": "el nombre es demasiado largo",
    "Is a directory": "es una carpeta",
    "No space left on device": "no queda espacio en el disco",
    "No such file or directory": "no existe el fichero o la carpeta",
    "Not a directory": "no es una carpeta",
    "Permission denied": "falta permiso",
    "Read-only file system": "el disco es de solo lectura",
    # calendars
    "Calendars of people without a shift in this roster, removed: {names}.": (
        "Calendarios de personas sin turno en este cuadrante, borrados: {names}."
    ),
    "Left in {folder}, as this program did not write them: {names}.": (
        "Siguen en {folder}, pues no los escribió este programa: {names}."
    ),
    "There are no shifts to put into a calendar.": "No hay turnos que poner en un calendario.",
    "Solve the roster first.": "Resuelva antes el cuadrante.",
    # dialects
    "comma": "coma",
    "semicolon": "punto y coma",
    "tab": "tabulador",
    "bar": "barra",
    "point": "punto",
    "not decided": "sin decidir",
    "The decimal mark is , or . and not {value}.": "El signo decimal es , o . y no {value}.",
    "The date order is DMY, MDY or YMD and not {value}.": "El orden de fecha es DMY, MDY o YMD y no {value}.",
    "Date system": "Sistema de fechas",
    "Encoding": "Codificación",
    "Separator": "Separador",
    "Decimal mark": "Signo decimal",
    "Sheet": "Hoja",
    "year first, or not decided": "el año primero, o sin decidir",
    "{value} is not an encoding.": "{value} no es una codificación.",
    "Try utf-8, cp1252 or utf-16.": "Pruebe utf-8, cp1252 o utf-16.",
    # cells
    "{value} is not a number.": "{value} no es un número.",
    "Write digits only, or leave the cell empty.": "Escriba solo cifras o deje la celda vacía.",
    "{value} is not possible here.": "{value} no es posible aquí.",
    "Give a number from {low} to {high}.": "Dé un número de {low} a {high}.",
    "{value} is not a date.": "{value} no es una fecha.",
    "Write it as 2026-11-27 or 2026-11-27 09:30.": "Escríbala como 2026-11-27 o 2026-11-27 09:30.",
    "{value} is not a time of day.": "{value} no es una hora.",
    "Write it as 09:30.": "Escríbala como 09:30.",
    "{value} is an error of the spreadsheet.": "{value} es un error de la hoja de cálculo.",
    "Mend the formula, or type the value.": "Corrija la fórmula o escriba el valor.",
    "{n} characters are too many.": "{n} caracteres son demasiados.",
    "Shorten it to at most {n} characters.": "Acórtelo a {n} caracteres como mucho.",
    "{value} is not one of the known words.": "{value} no es una de las palabras conocidas.",
    "Use {words}.": "Use {words}.",
    "{value} can be read in two ways.": "{value} se puede leer de dos maneras.",
    "Say the order: --date-order DMY or --date-order MDY": "Diga el orden: --date-order DMY o --date-order MDY",
    "Excel's day 60 is 29 February 1900, which never was.": (
        "El día 60 de Excel es el 29 de febrero de 1900, que no existió."
    ),
    "Type the date anew, as 2026-11-27.": "Escriba la fecha de nuevo, como 2026-11-27.",
    "The year {year} is not possible here.": "El año {year} no es posible aquí.",
    "{value} is a time, not a whole day.": "{value} es una hora, no un día entero.",
    "Write it as 2026-11-27.": "Escríbala como 2026-11-27.",
    "Say which mark is decimal: --decimal , or --decimal .": "Diga qué signo es el decimal: --decimal , o --decimal .",
    "{value} is not a number with the decimal mark {mark}.": "{value} no es un número con el signo decimal {mark}.",
    "{value} is not a whole number.": "{value} no es un número entero.",
    "{value} does not exist in the calendar.": "{value} no existe en el calendario.",
    "Write it as 2026-11-27 09:30.": "Escríbala como 2026-11-27 09:30.",
    "The text holds the invisible character U+{code}.": "El texto contiene el carácter invisible U+{code}.",
    "Type it anew.": "Escríbalo de nuevo.",
    "{value} is not an e-mail address.": "{value} no es una dirección de correo.",
    "{value} is not a weekday.": "{value} no es un día de la semana.",
    "Write mon, tue ... sun, or 0 (Monday) to 6.": "Escriba lun, mar ... dom, o de 0 (lunes) a 6.",
    "{value} is not a currency.": "{value} no es una moneda.",
    "Write EUR, GBP, USD ...": "Escriba EUR, GBP, USD ...",
    "{value} is not a split.": "{value} no es un reparto.",
    "The split names an agent twice.": "El reparto nombra dos veces al mismo agente.",
    "Write it as A01:0.6;A02:0.4.": "Escríbalo como A01:0.6;A02:0.4.",
    "{value} is not a period.": "{value} no es un periodo.",
    "Write it as 2026-11.": "Escríbalo como 2026-11.",
    # rows
    "The end lies before the start.": "El final es anterior al principio.",
    "Exchange the two, or mend the date.": "Intercambie los dos o corrija la fecha.",
    "Exchange the two, or mend the time.": "Intercambie los dos o corrija la hora.",
    "The cell is empty.": "La celda está vacía.",
    "Fill it in.": "Rellénela.",
    "Name at least one channel, as phone;chat.": "Nombre al menos un canal, como phone;chat.",
    "A wish is for a weekday or for a date, not both.": (
        "Un deseo es para un día de la semana o para una fecha, no ambos."
    ),
    "Empty one of the two.": "Deje vacía una de las dos.",
    "The row has {n} cells, the header {width}.": "La fila tiene {n} celdas y la cabecera {width}.",
    "Name every column in the first row, and delete titles above it.": (
        "Dé nombre a cada columna en la primera fila y borre los títulos de encima."
    ),
    "it is not text in UTF-8": "no es texto en UTF-8",
    "line {line}, column {column}": "línea {line}, columna {column}",
    "Put cells that hold the separator in quotation marks.": (
        "Ponga entre comillas las celdas que contienen el separador."
    ),
    "Row {row} says something else of the same thing.": "La fila {row} dice otra cosa de lo mismo.",
    "Keep one of the two rows.": "Quédese con una de las dos filas.",
    "Row {row} says something else of the same interval.": "La fila {row} dice otra cosa del mismo intervalo.",
    "Keep one of the two rows, or add them up.": "Quédese con una de las dos filas o súmelas.",
    "There is no agent {agent}.": "No hay ningún agente {agent}.",
    "Import the agents first, or mend the id.": "Importe antes los agentes o corrija el identificador.",
    "The interval does not start on the grid of {minutes} minutes.": (
        "El intervalo no empieza en la rejilla de {minutes} minutos."
    ),
    "Use one width for the whole file.": "Use un solo ancho en todo el fichero.",
    "The interval does not start on a quarter of an hour.": "El intervalo no empieza en un cuarto de hora.",
    "Group the contacts by 15, 30 or 60 minutes, or by day.": (
        "Agrupe los contactos por 15, 30 o 60 minutos, o por día."
    ),
    # files
    "{name} is not a kind of table.": "{name} no es un tipo de tabla.",
    "The kinds are {names}.": "Los tipos son {names}.",
    "{file} is not a table of {kind}.": "{file} no es una tabla de {kind}.",
    "{kind} needs the columns {columns}.": "{kind} necesita las columnas {columns}.",
    "The column is missing.": "Falta la columna.",
    "The header reads: {header}.": "La cabecera dice: {header}.",
    "The column stands twice.": "La columna está dos veces.",
    "Rename or delete one of the two.": "Cambie el nombre de una de las dos o bórrela.",
    "{file}: {n} problem; nothing was imported.": "{file}: {n} problema; no se ha importado nada.",
    "The header stands here and not in row {row}.": "La cabecera está aquí y no en la fila {row}.",
    "Delete the rows above it.": "Borre las filas de encima.",
    "Fill it in; of merged cells only the first holds a value.": (
        "Rellénela; de las celdas combinadas solo la primera tiene valor."
    ),
    "A quotation mark opens here and is not closed in its row.": "Aquí se abren unas comillas que no se cierran.",
    "Name a file of the folder, such as contacts.csv.": "Indique un fichero de la carpeta, como contacts.csv.",
    "{value} has the day first, and not every date of the file has.": (
        "{value} lleva el día delante, y no todas las fechas del fichero."
    ),
    "{value} has the month first, and not every date of the file has.": (
        "{value} lleva el mes delante, y no todas las fechas del fichero."
    ),
    "Write all dates as 2026-11-27.": "Escriba todas las fechas como 2026-11-27.",
    "{file}: {n} problems; nothing was imported.": "{file}: {n} problemas; no se ha importado nada.",
    "Mend the rows and import the file again.": "Corrija las filas e importe el fichero otra vez.",
    "{file} cannot be read.": "{file} no se puede leer.",
    "{file} must end in .csv or .xlsx.": "{file} debe terminar en .csv o .xlsx.",
    "{file} must end in .xlsx, .csv or .ics.": "{file} debe terminar en .xlsx, .csv o .ics.",
    "{file} has more than {limit} rows.": "{file} tiene más de {limit} filas.",
    "Cannot write {path}: {why}.": "No se puede escribir {path}: {why}.",
    "Choose a folder that you may write to, and close the file where it is open.": (
        "Elija una carpeta en la que pueda escribir y cierre el fichero donde esté abierto."
    ),
    "The file is empty.": "El fichero está vacío.",
    "Export it again with a header and rows.": "Expórtelo otra vez con cabecera y filas.",
    "The file is larger than {limit} GB.": "El fichero ocupa más de {limit} GB.",
    "Split it by months.": "Divídalo por meses.",
    "Split it by years.": "Divídalo por años.",
    "This is a web page or XML under the name of a table.": "Es una página web o XML con nombre de tabla.",
    "Open it in a spreadsheet and save it as .xlsx or .csv.": (
        "Ábralo en una hoja de cálculo y guárdelo como .xlsx o .csv."
    ),
    "This is an old .xls file or one with a password.": "Es un .xls antiguo o un fichero con contraseña.",
    "Open it in a spreadsheet and save it as .xlsx without a password.": (
        "Ábralo en una hoja de cálculo y guárdelo como .xlsx sin contraseña."
    ),
    "This is not a table.": "Esto no es una tabla.",
    "Export the data as .csv or .xlsx.": "Exporte los datos como .csv o .xlsx.",
    "The file holds binary data.": "El fichero contiene datos binarios.",
    "Export it again as .csv or .xlsx.": "Expórtelo otra vez como .csv o .xlsx.",
    "{path} is not a file.": "{path} no es un fichero.",
    "Cannot read {path}: {why}.": "No se puede leer {path}: {why}.",
    "Cannot read it: {why}.": "No se puede leer: {why}.",
    "Check the name and the permission.": "Revise el nombre y los permisos.",
    "The file has more than {limit} rows.": "El fichero tiene más de {limit} filas.",
    "The bytes {bytes} are not {encoding}.": "Los bytes {bytes} no son {encoding}.",
    "Say the file's encoding, for instance --encoding cp1252.": (
        "Diga la codificación del fichero, por ejemplo --encoding cp1252."
    ),
    "The table is broken: {why}.": "La tabla está dañada: {why}.",
    "Look for a quotation mark that is never closed.": "Busque unas comillas que no se cierran.",
    "Open it in a spreadsheet and save it again as .xlsx.": (
        "Ábralo en una hoja de cálculo y guárdelo otra vez como .xlsx."
    ),
    "The workbook declares XML entities, which is not safe.": "El libro declara entidades XML, lo que no es seguro.",
    "Save the sheet you need as .csv.": "Guarde como .csv la hoja que necesita.",
    "Save the columns you need as .csv.": "Guarde como .csv las columnas que necesita.",
    "Save the sheet you need as .csv and import that.": "Guarde como .csv la hoja que necesita e importe ese fichero.",
    "The sheet is empty.": "La hoja está vacía.",
    "The workbook is broken or cut short.": "El libro está dañado o incompleto.",
    "There is no sheet {sheet}.": "No hay ninguna hoja {sheet}.",
    "The workbook has {sheets}.": "El libro tiene {sheets}.",
    "no table": "ninguna tabla",
    "This archive is not an .xlsx workbook.": "Este archivo comprimido no es un libro .xlsx.",
    "The workbook unpacks to {size} MB, more than is safe.": "El libro ocupa {size} MB al abrirse, más de lo seguro.",
    "The sheet has too many cells.": "La hoja tiene demasiadas celdas.",
    # exports
    "Roster": "Cuadrante",
    "Coverage": "Cobertura",
    "Data": "Datos",
    "Roster from {start} to {end}": "Cuadrante del {start} al {end}",
    "Name": "Nombre",
    "Hours": "Horas",
    "Without a team": "Sin equipo",
    "free": "libre",
    "Day": "Día",
    "Time": "Hora",
    "Channel": "Canal",
    "Scheduled": "En turno",
    "Short": "Faltan",
    "short": "faltan",
    "Shift start": "Entrada",
    "Shift end": "Salida",
    "Breaks": "Descansos",
    "Channels": "Canales",
    "Note": "Nota",
    "{hours} hours in all": "{hours} horas en total",
    "Break {start}–{end}": "Descanso {start}–{end}",
    "Channels: {names}": "Canales: {names}",
    "Shift {span}": "Turno {span}",
    # workspaces
    "{target} is not a workspace of cuadrante.": "{target} no es un espacio de trabajo de cuadrante.",
    "Name the right file with --workspace, or make one with `cuadrante init`.": (
        "Indique el fichero con --workspace o cree uno con `cuadrante init`."
    ),
    "{target} was made by a newer cuadrante (form {revision}).": (
        "{target} lo hizo un cuadrante más reciente (formato {revision})."
    ),
    "Install the newer program; this one would damage it.": "Instale la versión reciente; esta lo dañaría.",
    "{target} has an older form than this program.": "{target} tiene un formato anterior al de este programa.",
    "Run `cuadrante db upgrade`; it makes a backup first.": (
        "Ejecute `cuadrante db upgrade`; antes hace una copia de seguridad."
    ),
    "{file} is not a sound backup.": "{file} no es una copia de seguridad sana.",
    "Take another one; nothing was changed.": "Use otra; no se ha cambiado nada.",
    "A PostgreSQL workspace is backed up by the server.": "La copia de un espacio en PostgreSQL la hace el servidor.",
    "Ask your administrator; the tool is pg_dump.": "Pregunte a su administrador; la herramienta es pg_dump.",
    "form": "formato",
    "contact history": "histórico de contactos",
    "requirements": "dotaciones",
    "rosters": "cuadrantes",
    "audit log": "registro de auditoría",
    "altered outside the program: {names}": "alterado fuera del programa: {names}",
    "hashes match": "las huellas coinciden",
    "the chain is whole": "la cadena está entera",
    "older than this program: run `cuadrante db upgrade`": "anterior a este programa: ejecute `cuadrante db upgrade`",
    "Cannot write the backup {path}: {why}.": "No se puede escribir la copia {path}: {why}.",
    "Choose a folder that you may write to with enough space.": (
        "Elija una carpeta con espacio en la que pueda escribir."
    ),
    "Cannot move {path} aside: {why}.": "No se puede apartar {path}: {why}.",
    "Cannot put the backup into place: {why}.": "No se puede poner la copia en su sitio: {why}.",
    "integrity of {file}": "integridad de {file}",
    "references in {file}": "referencias de {file}",
    "all lead somewhere": "todas llevan a algún sitio",
    "permissions of {file}": "permisos de {file}",
    "only you can read it": "solo usted puede leerlo",
    "others can read it ({mode}); run chmod 600": "otros pueden leerlo ({mode}); ejecute chmod 600",
    "{target} is damaged: {why}.": "{target} está dañado: {why}.",
    "The database of {target} refused: {why}": "La base de datos de {target} no aceptó: {why}",
    "Restore the last backup: `cuadrante db restore {backup}`.": (
        "Restaure la última copia: `cuadrante db restore {backup}`."
    ),
    "There is no backup beside it; ask whoever keeps your files for an older copy.": (
        "No hay copia junto a él; pida una anterior a quien guarde sus ficheros."
    ),
    "another process": "otro proceso",
    "Somebody else is writing to {target}: {who}.": "Alguien más está escribiendo en {target}: {who}.",
    "Wait until they have finished and try again; nothing of yours was changed.": (
        "Espere a que termine y repita; no se ha cambiado nada suyo."
    ),
    "The disk of {target} is full or failing; nothing was changed.": (
        "El disco de {target} está lleno o falla; no se ha cambiado nada."
    ),
    "Free some space and try again; earlier data is intact.": (
        "Libere espacio y repita; los datos anteriores están intactos."
    ),
    "{target} cannot be written; nothing was changed.": "No se puede escribir en {target}; no se ha cambiado nada.",
    "Ask for permission to write the file and its folder, or copy it to a folder of yours.": (
        "Pida permiso de escritura en el fichero y su carpeta, o cópielo a una carpeta suya."
    ),
    "Your role does not allow this on {target}.": "Su rol no permite esto en {target}.",
    "Ask an administrator of the workspace for the role you need.": (
        "Pida a un administrador del espacio el rol que necesita."
    ),
    "Cannot reach {target}.": "No se puede conectar con {target}.",
    "Check the address, the server and the network.": "Revise la dirección, el servidor y la red.",
    "{file} is missing": "falta {file}",
    "There is no workspace at {path}.": "No hay ningún espacio de trabajo en {path}.",
    "Make one with `cuadrante init`, or try `cuadrante demo`.": (
        "Cree uno con `cuadrante init` o pruebe `cuadrante demo`."
    ),
    "{path} exists already.": "{path} ya existe.",
    "Open it, or name another file with --workspace.": "Ábralo o indique otro fichero con --workspace.",
    "Name another file.": "Indique otro fichero.",
    "it is damaged: {damage}": "está dañado: {damage}",
    "it was opened read-only": "se abrió solo para lectura",
    "Cannot write to {target}: {why}.": "No se puede escribir en {target}: {why}.",
    "Restore a backup with `cuadrante db restore`.": "Restaure una copia con `cuadrante db restore`.",
    "Cannot make {path}: {why}.": "No se puede crear {path}: {why}.",
    "Choose a folder that you may write to.": "Elija una carpeta en la que pueda escribir.",
    "{target} is upgraded to {form}.": "{target} está actualizado a {form}.",
    "{target} is up to date; nothing was changed.": "{target} está al día; no se ha cambiado nada.",
    "Backup made: {path}": "Copia hecha: {path}",
    "PostgreSQL: the server's own backup is the way back; this program made none.": (
        "PostgreSQL: la vuelta atrás es la copia del servidor; este programa no ha hecho ninguna."
    ),
    # audit log, forecasts, rosters
    "The anchor of the audit log is missing.": "Falta el ancla del registro de auditoría.",
    "The audit log was cut: it ends at row {last}, its anchor is row {seq}.": (
        "El registro de auditoría está cortado: acaba en la fila {last} y su ancla es la fila {seq}."
    ),
    "Row {seq} of the audit log is missing.": "Falta la fila {seq} del registro de auditoría.",
    "Row {seq} of the audit log was altered.": "La fila {seq} del registro de auditoría está alterada.",
    "Row {seq} of the audit log does not follow the one before.": (
        "La fila {seq} del registro de auditoría no sigue a la anterior."
    ),
    "The audit log was rewritten: row {seq} is not its anchor.": (
        "El registro de auditoría se ha reescrito: la fila {seq} no es su ancla."
    ),
    "There is no forecast {id}.": "No hay ninguna previsión {id}.",
    "There is no override {id} in force.": "No hay ninguna corrección {id} en vigor.",
    "A published roster cannot be changed.": "Un cuadrante publicado no se puede cambiar.",
    "This roster is published already.": "Este cuadrante ya está publicado.",
    "Save yours as a new draft.": "Guarde el suyo como borrador nuevo.",
    "{who} has changed this roster since you opened it.": "{who} ha cambiado este cuadrante desde que lo abrió.",
    "Look at both sides, then keep theirs or save yours as a new draft.": (
        "Mire las dos versiones y quédese con la otra o guarde la suya como borrador nuevo."
    ),
    "This roster was deleted meanwhile.": "Este cuadrante se borró entretanto.",
    "Somebody": "Alguien",
    # imports
    "{n} rows stand twice and count once.": "{n} filas están dos veces y cuentan una.",
    "{file} changed since you looked at it.": "{file} ha cambiado desde que lo miró.",
    "Look at it again.": "Mírelo otra vez.",
    "This file was imported on {when}; nothing was changed.": (
        "Este fichero se importó el {when}; no se ha cambiado nada."
    ),
    "{file} has a header and no rows.": "{file} tiene cabecera y ninguna fila.",
    "There are no rows.": "No hay filas.",
    "Export it again with rows.": "Expórtelo otra vez con filas.",
    "Every row was there already; nothing was changed.": "Todas las filas estaban ya; no se ha cambiado nada.",
    "Columns kept aside: {names}.": "Columnas apartadas: {names}.",
    "Stopped; nothing was changed.": "Detenido; no se ha cambiado nada.",
    "Storing {n} rows": "Guardando {n} filas",
    "Reading {file}": "Leyendo {file}",
    "{n} rows read": "{n} filas leídas",
    "Done": "Hecho",
    "{kind} cannot be stored yet.": "{kind} aún no se puede guardar.",
    "Skills without a channel of that name: {names}.": "Competencias sin un canal de ese nombre: {names}.",
    "{n} intervals that the file leaves out count as 0.": "{n} intervalos que el fichero omite cuentan como 0.",
    "{n} rows lie in the hour that comes twice in autumn; the first of a series is taken as the earlier.": (
        "{n} filas caen en la hora que se repite en otoño; la primera de cada serie se toma como la anterior."
    ),
    "{n} rows lie in the hour that spring skips; they are read an hour later.": (
        "{n} filas caen en la hora que se salta en primavera; se leen una hora más tarde."
    ),
    "The intervals are of {widths}.": "Los intervalos son de {widths}.",
    "{series}: {n} intervals are missing where there usually is one; they count as unknown, not as 0.": (
        "{series}: faltan {n} intervalos donde suele haberlos; cuentan como desconocidos, no como 0."
    ),
    "days": "días",
    "{n} minutes": "{n} minutos",
    "New channels with usual targets: {names}.": "Canales nuevos con objetivos habituales: {names}.",
}
