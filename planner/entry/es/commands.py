"""Spanish of the commands."""

MESSAGES = {
    "--week {value!r} is not an ISO week.": "--week {value!r} no es una semana ISO.",
    "Write it as {example}.": "Escríbalo así: {example}.",
    "{option} {value!r} is not a date.": "{option} {value!r} no es una fecha.",
    "--lang {value!r} is not a language we speak.": "--lang {value!r} no es un idioma que hablemos.",
    "... and {n} more": "... y {n} más",
    # command lines that cannot be read
    "give {n} or more": "dé {n} o más",
    "give {n} or less": "dé {n} o menos",
    "give a whole number": "dé un número entero",
    "give a number": "dé un número",
    "{value} is not one of {known}": "{value} no es ninguno de {known}",
    "{what} is missing.": "Falta {what}.",
    "There is no option {what}.": "No existe la opción {what}.",
    "There is no command {what}.": "No existe la orden {what}.",
    "{what} is more than the command takes.": "{what} es más de lo que admite la orden.",
    "{what} needs a value.": "{what} necesita un valor.",
    "{what} takes no value.": "{what} no admite ningún valor.",
    "Stopped.": "Detenido.",
    "The output cannot be written: {why}.": "No se puede escribir la salida: {why}.",
    "The installation is not complete: {name} is missing.": "La instalación no está completa: falta {name}.",
    "Install it again: python3 run.py in a clone, pipx reinstall cuadrante elsewhere.": (
        "Instálelo de nuevo: python3 run.py en un clon, pipx reinstall cuadrante en otro caso."
    ),
    "Cannot make the folder {path}: {why}.": "No se puede crear la carpeta {path}: {why}.",
    "Name one that you may write to in CUADRANTE_HOME.": "Indique en CUADRANTE_HOME una en la que pueda escribir.",
    "Nothing can be kept in {path}: the engines are compiled at each start.": (
        "No se puede guardar nada en {path}: los motores se compilan en cada arranque."
    ),
    "The address of the PostgreSQL workspace cannot be read.": (
        "No se entiende la dirección del espacio de trabajo en PostgreSQL."
    ),
    "Forecasting week {week} ...": "Previendo la semana {week} ...",
    "Working out how many people it takes ...": "Calculando cuántas personas hacen falta ...",
    "Making the roster, {n} seconds ...": "Haciendo el cuadrante, {n} segundos ...",
    "coverage": "cobertura",
    "Preparing the sample shop ...": "Preparando la tienda de ejemplo ...",
    "Something unexpected happened: {kind}.": "Ha pasado algo inesperado: {kind}.",
    "Nothing was stored.": "No se ha guardado nada.",
    "Every step that was stored is whole; see whether this one is there before you do it again.": (
        "Todo paso guardado está completo; mire si este consta antes de repetirlo."
    ),
    "The workspace may be half-way; check it with `cuadrante db check`.": (
        "El espacio de trabajo puede haber quedado a medias; compruébelo con `cuadrante db check`."
    ),
    "The log says more: {path}": "El registro dice más: {path}",
    "{damage} It is open for reading only.": "{damage} Está abierto solo para lectura.",
    "It is open for reading only; `cuadrante db restore FILE` brings a backup back.": (
        "Está abierto solo para lectura; `cuadrante db restore FICHERO` recupera una copia."
    ),
    "The weekly backup was not made: {why}": "No se ha hecho la copia semanal: {why}",
    "Compiling the staffing formulas, once": "Compilando las fórmulas de dotación, una sola vez",
    "Compiling the roster engine, once": "Compilando el motor de cuadrantes, una sola vez",
    "Created {target}.": "Creado {target}.",
    "No terminal to draw on: the sample week as text ({day}).": (
        "No hay terminal en el que dibujar: la semana de ejemplo en texto ({day})."
    ),
    "The workspace replaced is kept at {path}.": "El espacio de trabajo sustituido queda en {path}.",
    "{n} rows written to {path}.": "{n} filas escritas en {path}.",
    "{required} agent-hours required, {contract} in the contracts.": (
        "{required} horas de agente necesarias, {contract} en los contratos."
    ),
    "Clean: every hard rule is kept.": "Limpio: se cumplen todas las reglas obligatorias.",
    "Version {n} is published.": "La versión {n} está publicada.",
    "Requirement: {hours} agent-hours; the contracts give {contract}.": (
        "Dotación: {hours} horas de agente; los contratos dan {contract}."
    ),
    "peak {n} on {day} {time}": "pico de {n} el {day} {time}",
    "Roster: {shifts} shifts, {hours} hours, {agents} agents.": (
        "Cuadrante: {shifts} turnos, {hours} horas, {agents} agentes."
    ),
    "Rules broken: {n}.": "Reglas incumplidas: {n}.",
    "Shortest:": "Donde más falta:",
    "short by {n}": "faltan {n}",
    "Published. Files:": "Publicado. Ficheros:",
    "Open the program in a terminal to change any of this: {command}": (
        "Abra el programa en un terminal para cambiar cualquier cosa: {command}"
    ),
    "Forecast of week {week}: {total} contacts": "Previsión de la semana {week}: {total} contactos",
    "on last year": "sobre el año pasado",
    "required {r} h, covered {c}, short {s} h": "necesarias {r} h, cubierto {c}, faltan {s} h",
}
