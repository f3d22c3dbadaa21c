"""Spanish of rules in conflict, of who could work and of the price of a wish."""

MESSAGES = {
    # ways out
    "agent-hours": "horas de agente",
    "at most {amount}": "como mucho {amount}",
    "at least {amount}": "al menos {amount}",
    "for {agents}": "para {agents}",
    "A way out: {way}.": "Una salida: {way}.",
    "What it takes: {way}.": "Lo que hace falta: {way}.",
    "let {rule} give way once": "ceder una vez en {rule}",
    "let {rule} give way {n} times": "ceder {n} veces en {rule}",
    "let {rule} give way by a day": "ceder un día en {rule}",
    "let {rule} give way by {n} days": "ceder {n} días en {rule}",
    # conflicts of several people
    "Nobody is required in these days, so that no shift has hours to lie in: the contract hours of"
    " {agents} cannot be kept. Opening hours can be given in the rule {rule}.": (
        "No hace falta nadie en estos días, así que ningún turno tiene horas en las que caber: no se pueden cumplir"
        " las horas de contrato de {agents}. El horario de apertura se puede indicar en la regla {rule}."
    ),
    "{agents} cannot keep, all together: {rules}.": "{agents} no pueden cumplir entre todos: {rules}.",
    "{one} together with {two}": "{one} junto con {two}",
    "{one} apart from {two}": "{one} separado de {two}",
    "Time ran out: it may name more than is needed.": "Se acabó el tiempo: puede que nombre más de lo necesario.",
    "Not decided in the time: whether {agent} can keep every rule.": (
        "No se ha podido decidir a tiempo si {agent} puede cumplir todas las reglas."
    ),
    "Not decided in the time: whether {agents} can keep, all together: {rules}.": (
        "No se ha podido decidir a tiempo si {agents} pueden cumplir entre todos: {rules}."
    ),
    "The team": "El equipo",
    # who could work
    "{agent}: no shift of theirs covers it.": "{agent}: ningún turno de su contrato lo cubre.",
    "Everybody who is skilled for {channel} is on duty.": "Todos los que atienden {channel} están trabajando.",
    "Nobody is skilled for {channel}.": "Nadie atiende {channel}.",
    "This work may wait: whoever works before its deadline helps too. Prices leave it where it is placed.": (
        "Este trabajo puede esperar: también ayuda quien trabaje antes de su plazo. Los precios lo dejan donde está."
    ),
    "cannot come": "no puede venir",
    "no shift of theirs covers it": "ningún turno de su contrato lo cubre",
    "{what}, for {channels}: somebody there changes to {channel}": (
        "{what}, para {channels}: alguien de allí pasa a {channel}"
    ),
    "With {day} off instead nothing stands against it, at {cost} points.": (
        "Si a cambio libra el {day}, nada lo impide, por {cost} puntos."
    ),
    "with {day} off instead: allowed, {points}": "si a cambio libra el {day}: permitido, {points}",
    # what a wish would cost
    "{agent}, {day}: it cannot be granted; against it: {rules}.": (
        "{agent}, {day}: no se puede conceder; lo impiden: {rules}."
    ),
    "{agent}, {day}: no roster that grants it without breaking a rule was found.": (
        "{agent}, {day}: no se encontró ningún cuadrante que lo conceda sin incumplir una regla."
    ),
    "{agent}, {day}: granting it costs nothing; a roster with it is no dearer.": (
        "{agent}, {day}: concederlo no cuesta nada; un cuadrante que lo cumple no es más caro."
    ),
    "{agent}, {day}: granting it would cost {cost} points, and no roster does it for less.": (
        "{agent}, {day}: concederlo costaría {cost} puntos, y ningún cuadrante lo hace por menos."
    ),
    "{agent}, {day}: granting it would cost at least {least} and at most {most} points.": (
        "{agent}, {day}: concederlo costaría al menos {least} y como mucho {most} puntos."
    ),
    "{agent}, {day}: granting it would cost at most {most} points.": (
        "{agent}, {day}: concederlo costaría como mucho {most} puntos."
    ),
    "The locked shift of that day is given up for it.": "Para ello se renuncia al turno fijado de ese día.",
}
