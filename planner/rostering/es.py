"""Spanish of the rostering room: reasons and explanations (rules hold theirs themselves)."""

MESSAGES = {
    # words that others say too
    "Breaks": "Descansos",
    "Wishes": "Deseos",
    # reasons
    "There are no agents to roster.": "No hay agentes que planificar.",
    "The requirement is zero everywhere: nobody is needed in these days.": "La dotación es cero: no hace falta"
    " nadie en estos días.",
    "Nobody is available in these days.": "Nadie está disponible en estos días.",
    "Nobody who works in these days is skilled for {channel}: {hours} agent-hours stay short.": "Nadie de quienes"
    " trabajan estos días atiende {channel}: faltan {hours} horas de agente.",
    "{agent}: no allowed shifts add up to the contract of {target_min} in the week of"
    " {day}; planned {got_min}.": "{agent}: ningún conjunto de turnos permitidos suma las {target_min} de"
    " contrato en la semana del {day}; planificadas {got_min}.",
    "{agent}: the rules cannot all be kept around what is locked or absent; broken: {rules}.": "{agent}: no se pueden"
    " cumplir todas las reglas con lo fijado y las ausencias; incumplidas: {rules}.",
    "{agent}: {rules} is not kept ({n} times, first on {day}).": "{agent}: no se cumple {rules} ({n} veces, la primera"
    " el {day}).",
    "{rules}: not kept everywhere, first on {day}; Explain says who could be there.": "{rules}: no se cumple en todas"
    " partes, la primera vez el {day}; Explicar dice quién podría estar.",
    "{agent}: absences overlap on {day}; they are counted once.": "{agent}: hay ausencias solapadas el {day}; se"
    " cuentan una vez.",
    "{agent}: two locked shifts overlap on {day}; the first one counts.": "{agent}: dos turnos fijados se solapan el"
    " {day}; vale el primero.",
    "{agent}: a locked shift on {day} lies in an absence.": "{agent}: un turno fijado el {day} cae en una ausencia.",
    "{agent}: a locked shift on {day} is outside the days to roster or of an unknown agent.": "{agent}: un turno"
    " fijado el {day} queda fuera de los días del cuadrante o es de una persona desconocida.",
    "{agent}: the agent is listed twice; the first entry counts.": "{agent}: aparece dos veces; vale la primera.",
    "So many shifts are possible that only one start in {n} was tried for some people; more seconds try more.": "Hay"
    " tantos turnos posibles que para algunas personas solo se ha probado una de cada {n} entradas; con más segundos se"
    " prueban más.",
    "The optimiser stopped early ({detail}); the best roster so far is kept.": "El optimizador se detuvo antes"
    " ({detail}); se conserva el mejor cuadrante hasta ahora.",
    "More than {max} channels share agents; the smallest ones are covered without sharing.": "Más de {max} canales"
    " comparten agentes; los menores se cubren sin compartir.",
    # explanations
    "let {rule} give way by {amount} {unit}": "ceder en {rule} {amount} {unit}",
    "minutes": "minutos",
    "day(s)": "día(s)",
    "time(s)": "vez/veces",
    "{agent} cannot keep together: {rules}.": "{agent} no puede cumplir a la vez: {rules}.",
    "Cheapest way out: {way}.": "La salida más barata: {way}.",
    "{agent} could come, at {cost} points.": "{agent} podría venir, por {cost} puntos.",
    "{agent} is stopped by: {stops}": "A {agent} se lo impide: {stops}",
    # rule packs
    "There is no rule pack {name}.": "No existe el conjunto de reglas {name}.",
    "The rule pack {name} cannot be read: {why}.": "No se puede leer el conjunto de reglas {name}: {why}.",
    "week of {day}": "semana del {day}",
    "{n} weeks from {day}": "{n} semanas desde el {day}",
    "{name}, line {line}, column {column}: this is not valid TOML.": (
        "{name}, línea {line}, columna {column}: no es TOML válido."
    ),
    'Write key = value, text as "text", and close what is opened; each table and each key stands once.': (
        'Escriba clave = valor, los textos como "texto", y cierre lo que abra; cada tabla y cada clave, una sola vez.'
    ),
    "{name}: unknown key {key}.": "{name}: clave desconocida {key}.",
    "{name}: unknown rule {key}.": "{name}: regla desconocida {key}.",
    "{name}: rules must be tables such as [rules.daily_rest].": "{name}: las reglas son tablas: [rules.daily_rest].",
    "{name}: {key} must be a table.": "{name}: {key} debe ser una tabla.",
    "{name}: {key} has the wrong kind of value: {value}.": "{name}: {key} tiene un valor de tipo erróneo: {value}.",
    "{name}: {key} must not be negative.": "{name}: {key} no puede ser negativo.",
    "{name}: {key} must not be more than {other}.": "{name}: {key} no puede ser mayor que {other}.",
    "Write the time as 09:30.": "Escriba la hora como 09:30.",
    "Did you mean {key}?": "¿Quería decir {key}?",
    "Known: {keys}.": "Conocidas: {keys}.",
    "{team}: {rule} of the team's own rules is for everybody together and is left out.": (
        "{team}: {rule}, de las reglas propias del equipo, es para todos juntos y queda fuera."
    ),
    # phases of solving, as the engine names them
    "first roster": "primer cuadrante",
    "preparing": "preparando",
    "improving": "mejorando",
    "proving": "acotando el coste",
    "dive": "afinando",
}
