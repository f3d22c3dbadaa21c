"""Spanish of requests, rules on screen and the names of their figures."""

MESSAGES = {
    "Requests": "Solicitudes",
    # two people at one roster
    "{n} day differs.": "Difiere {n} día.",
    "{n} days differ.": "Difieren {n} días.",
    "{n} was changed by both: look at it.": "{n} lo cambiaron los dos: mírelo.",
    "{n} were changed by both: look at them.": "{n} los cambiaron los dos: mírelos.",
    "you changed it": "lo cambió usted",
    "they changed it": "lo cambió la otra persona",
    "both changed it": "lo cambiaron los dos",
    "mine": "mío",
    "theirs": "suyo",
    "mine or theirs": "mío o suyo",
    "keep this": "guardar esto",
    "all mine": "todo mío",
    "All mine": "Todo mío",
    "All theirs": "Todo suyo",
    "Mine or theirs": "Mío o suyo",
    "Beside": "Aparte",
    "One line a rule. c copies the table, e exports it.": "Una línea por regla. c copia la tabla y e la exporta.",
    "One line a request. c copies the table, e exports it.": (
        "Una línea por solicitud. c copia la tabla y e la exporta."
    ),
    (
        "Each line is an agent, each column a piece of time; the letter in a shift is the channel. Arrows move the "
        "cursor, Tab goes to the next shift."
    ): (
        "Cada línea es un agente y cada columna un trozo de tiempo; la letra de un turno es el canal. Las flechas "
        "mueven el cursor y Tab va al turno siguiente."
    ),
    "all theirs": "todo suyo",
    "Space": "Espacio",
    "Version {new} is a draft that was not published; this repair starts from version {base}.": (
        "La versión {new} es un borrador sin publicar; esta reparación parte de la versión {base}."
    ),
    "beside": "aparte",
    "Version {n}, published": "Versión {n}, publicada",
    "Version {n}, a draft: not binding": "Versión {n}, borrador: no es firme",
    "away": "ausente",
    "{n} day's notice": "{n} día de preaviso",
    # conflicts
    "It is about {days}.": "Se trata de {days}.",
    "{rules}: {count} asked for, {can} could be there at most ({what}).": (
        "{rules}: se piden {count} y como mucho podrían estar {can} ({what})."
    ),
    # requests
    "This roster covers other teams too.": "Este cuadrante abarca también otros equipos.",
    "{name} is not skilled for {channels}": "{name} no tiene la competencia de {channels}",
    "There is no request {id}.": "No hay ninguna solicitud {id}.",
    "List them: {command}": "Enumérelas: {command}",
    "Say why it is declined: the agent is told.": "Diga por qué se rechaza: se le comunica al agente.",
    "{agent} has an open request for {day} already.": "{agent} ya tiene una solicitud abierta para {day}.",
    "Withdraw it first: {command}": "Retírela antes: {command}",
    "This request is no longer there.": "Esta solicitud ya no está.",
    "{who} has decided this request already.": "{who} ya ha decidido esta solicitud.",
    "Nobody asks for anything in this week.": "Nadie pide nada en esta semana.",
    "Nobody asks for anything in {week}.": "Nadie pide nada en {week}.",
    "n  enters a swap, w a wish; h shows the decided ones": (
        "n  anota un cambio, w un deseo; h muestra las ya decididas"
    ),
    "{n} request waits": "{n} solicitud espera",
    "{n} requests wait": "{n} solicitudes esperan",
    "{n} can be approved": "{n} se pueden aprobar",
    "waiting": "en espera",
    "granted": "concedida",
    "withdrawn": "retirada",
    "swap": "cambio",
    "wish": "deseo",
    "no word": "sin comentario",
    "{who} decided: {said}": "Decidió {who}: {said}",
    "✓ No rule stands against it.": "✓ Ninguna regla se opone.",
    "{n} change inside the notice period": "{n} cambio dentro del plazo de preaviso",
    "{n} changes inside the notice period": "{n} cambios dentro del plazo de preaviso",
    "Coverage stays as it is.": "La cobertura queda igual.",
    "{n} more agent-hours short.": "Faltan {n} horas de agente más.",
    "{n} fewer agent-hours short.": "Faltan {n} horas de agente menos.",
    "The roster on show grants it.": "El cuadrante a la vista lo concede.",
    "The roster on show does not grant it.": "El cuadrante a la vista no lo concede.",
    "There is no roster yet.": "Aún no hay cuadrante.",
    "Approved, the next solve weighs it.": "Aprobado, el próximo cálculo lo tendrá en cuenta.",
    "A rule stands against it: {rule}": "Se opone una regla: {rule}",
    "Approve": "Aprobar",
    "A word to the agent": "Unas palabras para el agente",
    "Why; the agent is told": "Por qué; se le comunica al agente",
    "Say why.": "Diga por qué.",
    "New swap": "Nuevo cambio",
    "New wish": "Nuevo deseo",
    "Decided ones": "Ya decididas",
    "Who gives a shift (id)": "Quién da un turno (id)",
    "Its day": "Día de ese turno",
    "Agent (id)": "Agente (id)",
    "ask": "pedir",
    "Asked: {what}": "Pedido: {what}",
    "Decided: {what}, {day}": "Decidido: {what}, {day}",
    "What agents ask for in this week. A swap is checked against every rule, skills, notice and coverage as the roster "
    "stands now: ✓ can be approved, ✗ breaks a rule that is named below. Approved, a swap becomes a draft "
    "to publish, a wish is weighed by the next solve. Declining asks for a reason.": (
        "Lo que piden los agentes en esta semana. Cada cambio se comprueba con todas las reglas, competencias, "
        "preaviso y cobertura tal como está el cuadrante: ✓ se puede aprobar, ✗ incumple una regla que se nombra "
        "debajo. Aprobado, un cambio queda como borrador por publicar y un deseo pesa en el próximo "
        "cálculo. Rechazar pide un motivo."
    ),
    # rules
    "Every rule that binds a roster: hard ones are kept, soft ones cost points. m changes the rule under the cursor, "
    "v goes from everybody's rules to a team's own, o puts the rule back as it was, i reads a TOML file. The source "
    "stands below. No legal advice: check against your agreement and the law in force.": (
        "Todas las reglas que obligan al cuadrante: las obligatorias se cumplen, las blandas cuestan puntos. m cambia "
        "la regla bajo el cursor, v pasa de las reglas de todos a las propias de un equipo, o la deja como estaba, i "
        "lee un fichero TOML. La fuente está debajo. No es asesoramiento jurídico: compruebe su convenio y la ley "
        "vigente."
    ),
    "Team {team}": "Equipo {team}",
    "Everybody's rules": "Reglas de todos",
    "{n} rule differs from the law's pack": "{n} regla difiere del paquete de la ley",
    "{n} rules differ from the law's pack": "{n} reglas difieren del paquete de la ley",
    "v: another team": "v: otro equipo",
    "Rule": "Regla",
    "Binds": "Obliga",
    "Figures": "Cifras",
    "off": "sin uso",
    "hard": "obligatoria",
    "soft, {n} points": "blanda, {n} puntos",
    "changed by the shop": "cambiada por la tienda",
    "a convention, no law": "una convención, no una ley",
    "Source: {source}": "Fuente: {source}",
    "In force (y/n)": "En vigor (s/n)",
    "Hard (y/n)": "Obligatoria (s/n)",
    "hard rules are kept, soft ones cost points": "las obligatorias se cumplen, las blandas cuestan puntos",
    "Points when soft": "Puntos si es blanda",
    "Lists are changed in a TOML file: {names}.": "Las listas se cambian en un fichero TOML: {names}.",
    "As it was": "Como estaba",
    "Read a file": "Leer un fichero",
    "a TOML file with [rules.ID] tables": "un fichero TOML con tablas [rules.ID]",
    "Every key is checked before anything is kept; it takes the place of what the shop changed so far.": (
        "Se comprueba cada clave antes de guardar nada; sustituye a lo que la tienda haya cambiado hasta ahora."
    ),
    "read": "leer",
    "The rules are kept; the next solve follows them.": "Las reglas quedan guardadas; el próximo cálculo las sigue.",
    "This is no number.": "Esto no es un número.",
    "There is no rule {rule}.": "No hay ninguna regla {rule}.",
    "{name} has no figure {key}.": "{name} no tiene la cifra {key}.",
    "{key} is a list: change it in the text of the rules.": "{key} es una lista: cámbiela en el texto de las reglas.",
    "Write it to a file and read it with {command}": "Escríbala en un fichero y léalo con {command}",
    "{key}: {value!r} is neither yes nor no.": "{key}: {value!r} no es ni sí ni no.",
    "{key}: {value!r} is no number.": "{key}: {value!r} no es un número.",
    "Write each change as KEY=VALUE.": "Escriba cada cambio como CLAVE=VALOR.",
    "No legal advice: check against your agreement and the law in force.": (
        "No es asesoramiento jurídico: compruebe su convenio y la ley vigente."
    ),
    # figures
    "at most": "máximo",
    "at least": "mínimo",
    "days": "días",
    "minutes": "minutos",
    # sources
    "convention": ("convención"),
    "contact-centre agreements: 10 min for 4-6 h, 20 for 6-8, 30 above 8, not within 2 h of the start or "
    "90 min of the end; check against your agreement": (
        "convenios de contact center: 10 min con 4-6 h, 20 con 6-8, 30 con más de 8, no en las 2 h del "
        "comienzo ni en los 90 min del final; compruebe su convenio"
    ),
    "contact-centre agreements: 5 min an hour of screen work; check against your agreement": (
        "convenios de contact center: 5 min por hora de pantalla; compruebe su convenio"
    ),
    "contact-centre agreements: two days off in a row a week; check against your agreement": (
        "convenios de contact center: dos días libres seguidos a la semana; compruebe su convenio"
    ),
}
