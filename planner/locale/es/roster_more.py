"""Spanish of explanations, repairs, swaps, drafts side by side, fair spread and rule packs."""

MESSAGES = {
    # explain
    "{when} is outside the days of the roster.": "{when} queda fuera de los días del cuadrante.",
    "Nobody is required in this week.": "Esta semana no se requiere a nadie.",
    "Work out the requirement first.": "Calcule antes la dotación.",
    "absent, or no allowed shift covers it": "ausente, o ningún turno permitido lo cubre",
    "stays home instead of {old}": "libra en vez de {old}",
    "comes in {new}": "viene {new}",
    "{new}, other breaks": "{new}, otros descansos",
    "{new} instead of {old}": "{new} en vez de {old}",
    "{n} points": "{n} puntos",
    "{n} h of work": "{n} h de trabajo",
    "No wish of {agent}{when} was refused.": "No se denegó ninguna preferencia de {agent}{when}.",
    "{value!r} is no time.": "{value!r} no es una hora.",
    "Write it as 2026-11-27 20:00.": "Escríbala así: 2026-11-27 20:00.",
    "Everybody's rules can be kept together.": "Las reglas de todos se pueden cumplir a la vez.",
    "Nobody is missing in this week.": "Esta semana no falta nadie.",
    "{when} {channel}: {required} required, {scheduled} scheduled, {short} short.": (
        "{when} {channel}: {required} requeridos, {scheduled} planificados, faltan {short}."
    ),
    # repair, swap, changes
    "repair": "reparación",
    "repair: {what}": "reparación: {what}",
    "swap: {what}": "cambio: {what}",
    "volume": "volumen",
    "{agent} away": "{agent} ausente",
    "Volume changed in the course of the week": "El volumen cambió durante la semana",
    "The forecast was corrected; the correction can be undone on the forecast screen.": (
        "Se corrigió la previsión; la corrección se puede deshacer en la pantalla de previsión."
    ),
    "The requirement came from a file; it is scaled in proportion, for this repair only.": (
        "La dotación vino de un fichero; se escala en proporción, solo para esta reparación."
    ),
    "The requirement is the formula's again; correct it by simulation once more.": (
        "La dotación vuelve a ser la de la fórmula; corríjala de nuevo por simulación."
    ),
    "A volume of {n} times the forecast makes no sense.": "Un volumen de {n} veces la previsión no tiene sentido.",
    "{n} changes come with less than {days} days' notice ({source}).": (
        "{n} cambios llegan con menos de {days} días de preaviso ({source})."
    ),
    "The first shifts are {n} days ahead; {days} days' notice are asked ({source}).": (
        "Los primeros turnos son dentro de {n} días; se piden {days} días de preaviso ({source})."
    ),
    "A swap needs two agents.": "Un cambio necesita dos agentes.",
    "{agent} has no shift on {day}.": "{agent} no tiene turno el {day}.",
    "Name the one who gives a shift first.": "Nombre primero a quien cede un turno.",
    "Name the agents by their ids.": "Nombre a los agentes por su identificador.",
    "The shift of {agent} on {day} is locked.": "El turno de {agent} del {day} está bloqueado.",
    "Unlock it on the roster screen first.": "Desbloquéelo antes en la pantalla del cuadrante.",
    "This swap breaks a rule: {rule}": "Este cambio incumple una regla: {rule}",
    "Say what happened.": "Diga qué ha pasado.",
    "--absent needs the first day away.": "--absent necesita el primer día de ausencia.",
    "--volume needs the day.": "--volume necesita el día.",
    "--volume {value!r} is no change in per cent.": "--volume {value!r} no es un cambio en tanto por ciento.",
    "Version {n}: {changes} days changed; {before} agent-hours short before, {after} after.": (
        "Versión {n}: cambian {changes} días; faltaban {before} horas de agente, faltan {after}."
    ),
    "{n} of them inside the notice period.": "{n} de ellos dentro del plazo de preaviso.",
    "{swap}: no rule stands against it; it costs {n} points.": "{swap}: ninguna regla lo impide; cuesta {n} puntos.",
    "{swap} breaks {rule}": "{swap} incumple {rule}",
    "Version {n} holds the swap; publish it to make it binding.": (
        "La versión {n} lleva el cambio; publíquela para que sea vinculante."
    ),
    "Nothing is published yet for this week.": "Aún no hay nada publicado para esta semana.",
    "Version {new} against version {old}: {n} days differ.": "Versión {new} frente a la {old}: difieren {n} días.",
    # compare, fairness
    "There is no version {n} of this week.": "No hay versión {n} de esta semana.",
    "{first} to {last}; {n} published weeks before this roster.": (
        "{first} a {last}; {n} semanas publicadas antes de este cuadrante."
    ),
    "{met} of {all} wishes met ({share}).": "{met} de {all} preferencias cumplidas ({share}).",
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
    "{n} rules differ from the law's pack now.": "{n} reglas difieren ahora del paquete legal.",
    "They count where {team} is rostered alone; a roster of several teams keeps everybody's.": (
        "Cuentan donde se planifica solo a {team}; un cuadrante de varios equipos sigue las de todos."
    ),
    "The shop's own rules are out.": "Las reglas propias de la tienda se han quitado.",
    "There were none.": "No había ninguna.",
}
