"""Spanish of `--help` for imports and channels."""

MESSAGES = {
    '"9-24", "9-14, 17-20", closed, or usual to take it back.':
        '"9-24", "9-14, 17-20", cerrado, o habitual para volver a lo de siempre.',
    "A day or a span: 2026-11-27..2026-11-30.": "Un día o un tramo: 2026-11-27..2026-11-30.",
    "A file of any kind, - for standard input; of undo the batch.":
        "Un fichero de cualquier tipo, - para la entrada estándar; con undo, el lote.",
    "A new channel; what is not told starts as usual for its kind.":
        "Un canal nuevo; lo que no se dice empieza como es habitual en su tipo.",
    "Another id for a channel, in its history too; the old one lives on as another name.":
        "Otro identificador para un canal, también en su histórico; el viejo queda como otro nombre.",
    "Another name under which files speak of it.": "Otro nombre con que los ficheros lo llaman.",
    'As "mon-fri 9-21; sat 10-14, 17-20; sun closed"; always.':
        'Como "lun-vie 9-21; sáb 10-14, 17-20; dom cerrado"; siempre.',
    "COLUMN=FIELD, as often as needed.": "COLUMNA=CAMPO, tantas veces como haga falta.",
    "Change what is told of a channel; the rest stays.": "Cambia lo que se dice de un canal; lo demás se queda.",
    "Channels from a file as `export` writes it.": "Canales de un fichero como el que escribe `export`.",
    "Every field of every channel as .csv or .xlsx.": "Todos los campos de todos los canales en .csv o .xlsx.",
    "FIELD=s|min|ms|hms|h|days, as aht_s=min.": "CAMPO=s|min|ms|hms|h|days, como aht_s=min.",
    "Its history goes too: say that you know.": "Su histórico también se va: diga que lo sabe.",
    "One channel into another, with its history; the old name lives on as another name.":
        "Un canal dentro de otro, con su histórico; el nombre viejo queda como otro nombre.",
    "Other hours on named days (a campaign, a holiday).": "Otro horario en días señalados (una campaña, un festivo).",
    "Take a channel out, with its history.": "Quita un canal, con su histórico.",
    "The channels with kind, hours, targets and starting values.":
        "Los canales con tipo, horario, objetivos y valores de partida.",
    "The sheet of a workbook or the file in an archive.": "La hoja de un libro o el fichero de un archivo comprimido.",
    "The time zone of times without offset: UTC, Europe/Madrid.":
        "La zona de las horas sin desfase: UTC, Europe/Madrid.",
    "What people call it.": "Cómo lo llama la gente.",
    "What the shop answers on: kinds, hours, targets.": "Por dónde atiende la tienda: tipos, horarios, objetivos.",
    "Whose export it is; import sources lists them.": "De qué sistema es; import sources los enseña.",
    "contacts, agents, absences, sales ...; or sources, batches, undo.":
        "contacts, agents, absences, sales ...; o sources, batches, undo.",
    "live (calls), concurrent (chats) or deferred (mail).":
        "live (llamadas), concurrent (chats) o deferred (correo).",
    "open: no row in opening hours means 0; none.": "open: sin fila en horario es 0; none.",
    "service or sales.": "service o sales.",
}  # fmt: skip
