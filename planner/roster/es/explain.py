"""Spanish of explanations, repairs, swaps, drafts side by side, fair spread and rule packs."""

MESSAGES = {
    # explain
    "{when} is outside the days of the roster.": "{when} queda fuera de los días del cuadrante.",
    "Nobody is required in this week.": "Esta semana no hace falta nadie.",
    "Work out the requirement first.": "Calcule antes la dotación.",
    "absent, or no allowed shift covers it": "ausente, o ningún turno permitido lo cubre",
    "stays home instead of {old}": "libra en vez de {old}",
    "comes in {new}": "viene {new}",
    "{new}, other breaks": "{new}, otros descansos",
    "{new} instead of {old}": "{new} en vez de {old}",
    "{n} points": "{n} puntos",
    "{n} h of work": "{n} h de trabajo",
    "No wish of {agent}{when} was refused.": "No se denegó ningún deseo de {agent}{when}.",
    "{value!r} is no time.": "{value!r} no es una hora.",
    "Write it as 2026-11-27 20:00.": "Escríbala así: 2026-11-27 20:00.",
    "Everybody's rules can be kept together.": "Las reglas de todos se pueden cumplir a la vez.",
    "Nobody is missing in this week.": "Esta semana no falta nadie.",
    "{when} {channel}: {required} required, {scheduled} scheduled, {short} short.": (
        "{when} {channel}: {required} necesarios, {scheduled} en turno, faltan {short}."
    ),
    # repair, swap, changes
    "repair": "reparación",
    "volume {change} {day}": "volumen {change} {day}",
    "repair: {what}": "reparación: {what}",
    "swap: {what}": "cambio: {what}",
    "volume": "volumen",
    "{agent} away": "{agent} ausente",
    "Volume changed in the course of the week": "El volumen cambió durante la semana",
    "The forecast was corrected; undo that on the forecast screen or by {command}.": (
        "Se corrigió la previsión; se puede deshacer en la pantalla de previsión o con {command}."
    ),
    "The requirement came from a file; it is scaled in proportion, for this repair only.": (
        "La dotación vino de un fichero; se escala en proporción, solo para esta reparación."
    ),
    "The requirement is the formula's again; correct it by simulation once more.": (
        "La dotación vuelve a ser la de la fórmula; corríjala de nuevo por simulación."
    ),
    "A volume of {n} times the forecast makes no sense.": "Un volumen de {n} veces la previsión no tiene sentido.",
    "{n} change comes with less than {days} days' notice ({source}).": (
        "{n} cambio llega con menos de {days} días de preaviso ({source})."
    ),
    "{n} changes come with less than {days} days' notice ({source}).": (
        "{n} cambios llegan con menos de {days} días de preaviso ({source})."
    ),
    "The first shifts lie in the past; {days} days' notice are asked ({source}).": (
        "Los primeros turnos ya han pasado; se piden {days} días de preaviso ({source})."
    ),
    "The first shifts are less than a day ahead; {days} days' notice are asked ({source}).": (
        "Los primeros turnos son dentro de menos de un día; se piden {days} días de preaviso ({source})."
    ),
    "The first shifts are {n} day ahead; {days} days' notice are asked ({source}).": (
        "Los primeros turnos son dentro de {n} día; se piden {days} días de preaviso ({source})."
    ),
    "The first shifts are {n} days ahead; {days} days' notice are asked ({source}).": (
        "Los primeros turnos son dentro de {n} días; se piden {days} días de preaviso ({source})."
    ),
    "A swap needs two agents.": "Un cambio necesita dos agentes.",
    "{agent} has no shift on {day}.": "{agent} no tiene turno el {day}.",
    "Name the one who gives a shift first.": "Nombre primero a quien cede un turno.",
    "Name the agents by their ids.": "Nombre a los agentes por su identificador.",
    "The shift of {agent} on {day} is locked.": "El turno de {agent} del {day} está fijado.",
    "Unlock it on the roster screen first.": "Suéltelo antes en la pantalla del cuadrante.",
    "This swap breaks a rule: {rule}": "Este cambio incumple una regla: {rule}",
    "Say what happened.": "Diga qué ha pasado.",
    "--absent needs the first day away.": "--absent necesita el primer día de ausencia.",
    "--volume needs the day.": "--volume necesita el día.",
    "--volume {value!r} is no change in per cent.": "--volume {value!r} no es un cambio en tanto por ciento.",
    "Version {n}: {changes} day changed; {before} agent-hours short before, {after} after.": (
        "Versión {n}: cambia {changes} día; faltaban {before} horas de agente, faltan {after}."
    ),
    "Version {n}: {changes} days changed; {before} agent-hours short before, {after} after.": (
        "Versión {n}: cambian {changes} días; faltaban {before} horas de agente, faltan {after}."
    ),
    "{n} of them inside the notice period.": "{n} de ellos dentro del plazo de preaviso.",
    "{swap}: no rule stands against it; it costs {n} points.": "{swap}: ninguna regla lo impide; cuesta {n} puntos.",
    "{swap} breaks {rule}": "{swap} incumple {rule}",
    "Version {n} holds the swap; publish it to make it binding.": (
        "La versión {n} lleva el cambio; publíquela para que sea firme."
    ),
    "Nothing is published yet for this week.": "Aún no hay nada publicado para esta semana.",
    "Version {new} against version {old}: {n} day differs.": "Versión {new} frente a la {old}: difiere {n} día.",
    "Version {new} against version {old}: {n} days differ.": "Versión {new} frente a la {old}: difieren {n} días.",
    "{n} day differs from version {old}.": "{n} día difiere de la versión {old}.",
    "{n} days differ from version {old}.": "{n} días difieren de la versión {old}.",
    "{day} was corrected by {change} before; that is not done twice.": (
        "{day} ya se corrigió antes en {change}; no se hace dos veces."
    ),
    "{day} has other corrections, which stay: {command}": "{day} tiene otras correcciones, que siguen: {command}",
    "It is part of a roster of {n} weeks: {options}": "Es parte de un cuadrante de {n} semanas: {options}",
    "Name the week that it lies in.": "Indique la semana en la que cae.",
    # compare, fairness
    "There is no version {n} of this week.": "No hay versión {n} de esta semana.",
    "{first} to {last}; {n} published weeks before this roster.": (
        "{first} a {last}; {n} semanas publicadas antes de este cuadrante."
    ),
    "{met} of {all} wishes met ({share}).": "{met} de {all} deseos cumplidos ({share}).",
    # rules
    "rules": "reglas",
    "There is no team {team}.": "No hay ningún equipo {team}.",
    'Write agent ids, such as ["A07"].': 'Escriba identificadores de agente, como ["A07"].',
    'Write [[pairs]] with first = "A01", second = "A02" and, to keep them apart, together = false.': (
        'Escriba [[pairs]] con first = "A01", second = "A02" y, para separarlos, together = false.'
    ),
    "{name}: a pair names two agents.": "{name}: una pareja nombra a dos agentes.",
    "{name}: this is not text in UTF-8.": "{name}: esto no es texto en UTF-8.",
    "Save the file as UTF-8.": "Guarde el fichero como UTF-8.",
    "{n} rule differs from the law's pack now.": "{n} regla difiere ahora del paquete legal.",
    "{n} rules differ from the law's pack now.": "{n} reglas difieren ahora del paquete legal.",
    "They bind the agents of {team}, also in a roster with other teams.": (
        "Obligan a los agentes de {team}, también en un cuadrante con otros equipos."
    ),
    "The shop's own rules are out.": "Las reglas propias de la tienda se han quitado.",
    "There were none.": "No había ninguna.",
    # screens
    "! {n} change comes inside the notice period: ask that person.": (
        "! {n} cambio cae dentro del preaviso: pregunte a esa persona."
    ),
    "! {n} changes come inside the notice period: ask those people.": (
        "! {n} cambios caen dentro del preaviso: pregunte a esas personas."
    ),
    "A busier day": "Un día con más contactos",
    "Against version {n}: {days}": "Frente a la versión {n}: {days}",
    "Busier day": "Día con más contactos",
    "Change of contacts in %": "Cambio de contactos en %",
    "Day given in return": "Día que se da a cambio",
    "Draft {n} from version {base}.": "Borrador {n} a partir de la versión {base}.",
    "Every rule is checked first; nothing is kept before you approve.": (
        "Antes se comprueban todas las reglas; no se guarda nada hasta que lo apruebe."
    ),
    "Ill: repair": "Baja: reparar",
    "It costs {n} points.": "Cuesta {n} puntos.",
    "It would break:": "Incumpliría:",
    "Looking for conflicts": "Buscando conflictos",
    "Mending the roster": "Reparando el cuadrante",
    "No rule stands against it.": "Ninguna regla lo impide.",
    "Price of a changed day": "Precio de un día cambiado",
    "Price of a wish: {price}": "Precio de un deseo: {price}",
    "Put the cursor on the shift to give.": "Ponga el cursor en el turno que se cede.",
    "Refused wishes": "Deseos denegados",
    "Rules in conflict": "Reglas en conflicto",
    "Solving the week with the wish granted": "Resolviendo la semana con el deseo concedido",
    "Swap": "Cambio de turno",
    "The absence is entered, and the published roster of {week} is mended as a new draft.": (
        "Se anota la ausencia y el cuadrante publicado de {week} se repara en un borrador nuevo."
    ),
    "The forecast of the day is corrected, and the published roster is mended as a new draft.": (
        "Se corrige la previsión del día y el cuadrante publicado se repara en un borrador nuevo."
    ),
    "The roster is mended": "El cuadrante está reparado",
    "The swap is kept as a draft; publish it to make it binding.": (
        "El cambio queda como borrador; publíquelo para que sea firme."
    ),
    "There is no shift to take.": "No hay ningún turno que tomar.",
    "This breaks a rule": "Esto incumple una regla",
    "Trying everybody": "Probando con todos",
    "Which rules cannot be kept together, and the cheapest way out": (
        "Qué reglas no se pueden cumplir a la vez, y la salida más barata"
    ),
    "Which wishes were refused, and what one would cost": "Qué deseos se denegaron, y cuánto costaría uno",
    "Who could work under the cursor, and what stops each": (
        "Quién podría trabajar bajo el cursor, y qué impide a cada uno"
    ),
    "Who could work where most people are missing": "Quién podría trabajar donde más gente falta",
    "Who could work?": "¿Quién podría trabajar?",
    "Who takes it (id)": "Quién lo toma (id)",
    "Why?": "¿Por qué?",
    "a day off gives nothing in return": "un día libre no da nada a cambio",
    "approve as a draft": "aprobar como borrador",
    "check": "comprobar",
    "mend it": "reparar",
    "leave it": "dejarlo",
    "no roster grants it": "ningún cuadrante lo concede",
    "points; less moves more people": "puntos; con menos se mueve a más gente",
    "take it": "tomarlo",
    "take it into the roster": "llevarlo al cuadrante",
    "what it would cost": "cuánto costaría",
    "{before} agent-hours would be short, {after} are.": "Faltarían {before} horas de agente; faltan {after}.",
    "{after} agent-hours stay short.": "Siguen faltando {after} horas de agente.",
    "4 p  publishes it; until then version {n} is binding.": "4 p  lo publica; hasta entonces rige la versión {n}.",
    "and {n} more": "y {n} más",
    "{name} gives the shift of {day}": "{name} cede el turno del {day}",
    "{name} is away": "{name} está ausente",
    "{n} conflict of rules.": "{n} conflicto de reglas.",
    "{n} conflicts of rules.": "{n} conflictos de reglas.",
    "Not everything could be decided in the time.": "No todo se pudo decidir a tiempo.",
    "{n} day changes.": "Cambia {n} día.",
    "{n} days change.": "Cambian {n} días.",
    "{n} day of the roster would change.": "Cambiaría {n} día del cuadrante.",
    "{n} days of the roster would change.": "Cambiarían {n} días del cuadrante.",
    "{n} days' notice": "{n} días de preaviso",
    "{n} wish was refused.": "Se denegó {n} deseo.",
    "{n} wishes were refused.": "Se denegaron {n} deseos.",
    "−10 for fewer": "−10 para menos",
    "✓ Everybody's rules can be kept together.": "✓ Las reglas de todos se pueden cumplir a la vez.",
    "{n} short": "faltan {n}",
    "{scheduled} of {required} required": "{scheduled} de {required} necesarios",
    "{there} of {skilled} skilled agents are on duty; {can} more could come without breaking a rule.": (
        "{there} de {skilled} agentes con ese canal están trabajando; {can} más podrían venir sin incumplir reglas."
    ),
    "4  opens the roster, r solves it": "4  abre el cuadrante, r lo resuelve",
    "Burden": "Carga",
    "Fairness": "Equidad",
    "Holidays": "Festivos",
    "Late": "Tardes",
    "One line an agent. c copies the table, e exports it.": "Una línea por agente. c copia la tabla y e la exporta.",
    "Weekends": "Fin de sem.",
    (
        "What each agent had in the published rosters of the window and in this week's: days worked on "
        "weekends, late shifts, public holidays, most burdened first; the solver gives the next ones to those"
        " who had fewer. On the right the wishes of this week that were met. v changes the window."
    ): (
        "Lo que ha tenido cada agente en los cuadrantes publicados de la ventana y en el de esta semana: días"
        " trabajados en fin de semana, turnos de tarde y festivos, con los más cargados primero; el "
        "optimizador da los siguientes a quienes tuvieron menos. A la derecha, los deseos de esta semana que "
        "se cumplieron. v cambia la ventana."
    ),
    "Window": "Ventana",
    "Window of {n} weeks": "Ventana de {n} semanas",
    "holidays": "festivos",
    "weekends": "fines de semana",
    "wishes met {share}": "deseos cumplidos {share}",
    "{n} published week before": "{n} semana publicada antes",
    "{n} published weeks before": "{n} semanas publicadas antes",
    "no published week before": "ninguna semana publicada antes",
    "least and most an agent:": "mínimo y máximo por agente:",
    "Agent-hours short": "Horas de agente que faltan",
    "Cost in points": "Coste en puntos",
    "Days changed": "Días cambiados",
    "Drafts": "Borradores",
    "Hours of work": "Horas de trabajo",
    "One column a version. c copies the table, e exports it.": (
        "Una columna por versión. c copia la tabla y e la exporta."
    ),
    "Rules broken": "Reglas incumplidas",
    "Service level, simulated": "Nivel de servicio, simulado",
    "Simulating the drafts": "Simulando los borradores",
    (
        "The newest versions of the week, a column each; the best value of a line is marked ●. s simulates "
        "the service level of each. Days changed are counted against the version published last, with those "
        "inside the notice period below. Solve again, repair or edit to have another column."
    ): (
        "Las versiones más recientes de la semana, una columna cada una; el mejor valor de cada línea lleva "
        "●. s simula el nivel de servicio de cada una. Los días cambiados se cuentan frente a la última "
        "versión publicada, y debajo los que caen dentro del preaviso. Resuelva de nuevo, repare o edite para"
        " tener otra columna."
    ),
    "Version {n}": "Versión {n}",
    "Wages": "Salarios",
    "Wishes met": "Deseos cumplidos",
    "newest:": "la última:",
    "of them without notice": "de ellos sin preaviso",
    "{n} versions side by side": "{n} versiones lado a lado",
    "One version": "Una versión",
    "4 r  solves another to compare": "4 r  resuelve otra para comparar",
}
