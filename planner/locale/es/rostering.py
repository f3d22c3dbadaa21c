"""Spanish of the rostering room: rules, reasons, explanations."""

MESSAGES = {
    # names of rules
    "Contract hours": "Horas de contrato",
    "Working days a week": "Días de trabajo por semana",
    "Availability": "Disponibilidad",
    "Leave and absences": "Vacaciones y ausencias",
    "Locked shifts": "Turnos fijados",
    "Shift start times": "Horas de entrada",
    "Shift lengths": "Duración de los turnos",
    "Daily hours": "Horas diarias",
    "Weekly hours on average": "Horas semanales de media",
    "Split shifts": "Turnos partidos",
    "Breaks": "Descansos",
    "Screen pauses": "Pausas de pantalla",
    "Rest between shifts": "Descanso entre jornadas",
    "Weekly rest": "Descanso semanal",
    "Days off together": "Días libres seguidos",
    "Working days in a row": "Días de trabajo seguidos",
    "Days off in a row": "Días libres en racha",
    "Free weekends": "Fines de semana libres",
    "Night shifts": "Turnos de noche",
    "Start times within a week": "Entradas dentro de la semana",
    "Forbidden successions": "Sucesiones prohibidas",
    "Agents under 18": "Menores de 18 años",
    "Overtime a year": "Horas extraordinarias al año",
    "Minimum staff of a channel": "Personal mínimo de un canal",
    "Minimum skills on duty": "Competencias mínimas de servicio",
    "Pairs together or apart": "Parejas juntas o separadas",
    "Fair spread": "Reparto equitativo",
    "Wishes": "Deseos",
    "Changes against the published roster": "Cambios respecto al cuadrante publicado",
    "Notice of changes": "Preaviso de cambios",
    "Shortage": "Falta de personal",
    "Overstaffing": "Exceso de personal",
    "Cost of the hours": "Coste de las horas",
    # what a rule found
    "{got_min} planned, {target_min} in the contract": "{got_min} planificadas, {target_min} en el contrato",
    "{worked} days planned, {allowed} allowed": "{worked} días planificados, {allowed} permitidos",
    "{got_min} a week on average, {max_min} allowed": "{got_min} por semana de media, {max_min} permitidas",
    "{got_min} in a day, {max_min} allowed": "{got_min} en un día, {max_min} permitidas",
    "starts or ends at a time that is not allowed": "empieza o termina a una hora no permitida",
    "a shift of {got_min} is not allowed": "un turno de {got_min} no está permitido",
    "two shifts start on one day": "dos turnos empiezan el mismo día",
    "two shifts overlap": "dos turnos se solapan",
    "a split shift": "un turno partido",
    "breaks of {wanted} min are due, {got} planned": "corresponden descansos de {wanted} min, hay {got}",
    "a break too near the start or the end of the shift": "un descanso demasiado cerca de la entrada o de la salida",
    "less than {min} min of work between two breaks": "menos de {min} min de trabajo entre dos descansos",
    "more than {max_min} a day": "más de {max_min} al día",
    "no break of {break_min}": "sin descanso de {break_min}",
    "works at night": "trabaja de noche",
    "no {days} days of rest in a row": "sin {days} días de descanso seguidos",
    "{over} of overtime on a part-time contract": "{over} extraordinarias en un contrato a tiempo parcial",
    "{total} of overtime this year, {max_min} allowed": "{total} extraordinarias este año, {max_min} permitidas",
    "not employed on that day": "sin contrato ese día",
    "outside the agent's hours": "fuera del horario de la persona",
    "absent ({kind})": "ausente ({kind})",
    "a locked shift was moved": "se movió un turno fijado",
    "{rest_min} of rest, {min_min} required": "{rest_min} de descanso, se exigen {min_min}",
    "it begins {over} before the shift before it ends": "empieza {over} antes de que acabe el turno anterior",
    "no {hours} h of rest in a row": "sin {hours} h de descanso seguidas",
    "no {days} days off in a row": "sin {days} días libres seguidos",
    "{n} working days in a row, {max} allowed": "{n} días de trabajo seguidos, {max} permitidos",
    "{n} working days in a row, at least {min} required": "{n} días de trabajo seguidos, se exigen al menos {min}",
    "{n} days off in a row, {max} allowed": "{n} días libres seguidos, {max} permitidos",
    "{n} days off in a row, at least {min} required": "{n} días libres seguidos, se exigen al menos {min}",
    "{n} weekends worked, {max} allowed": "{n} fines de semana trabajados, {max} permitidos",
    "{n} night shifts in a week, {max} allowed": "{n} noches en una semana, {max} permitidas",
    "starts {spread_min} apart": "entradas separadas {spread_min}",
    "{one} is followed by {two}": "a {one} le sigue {two}",
    "a wish is not met ({wish})": "no se cumple un deseo ({wish})",
    "an unpopular shift for somebody who had more of them": "un turno poco deseado para quien ya tuvo más",
    "changed against the published roster": "cambia respecto al cuadrante publicado",
    "{ahead} days' notice, {days} required": "{ahead} días de preaviso, se exigen {days}",
    "without {other} for {hours} h": "sin {other} durante {hours} h",
    "with {other} for {hours} h": "con {other} durante {hours} h",
    "{hours} h of work": "{hours} h de trabajo",
    "{name}: {hours} agent-hours below the minimum": "{name}: {hours} horas de agente bajo el mínimo",
    "{channel}: {hours} agent-hours short": "{channel}: faltan {hours} horas de agente",
    "{hours} agent-hours too many": "sobran {hours} horas de agente",
    "outside the days to roster or of an unknown agent": "fuera de los días del cuadrante o de una persona desconocida",
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
    "days for more hours of part-time contracts": "días para más horas a tiempo parcial",
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
