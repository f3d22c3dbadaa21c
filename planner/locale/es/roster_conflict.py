"""Spanish of rules in conflict, of who could work and of the price of a wish."""

MESSAGES = {
    # ways out
    "agent-hours": "horas de agente",
    "at most {amount}": "como mucho {amount}",
    "at least {amount}": "al menos {amount}",
    "for {agents}": "para {agents}",
    "A way out: {way}.": "Una salida: {way}.",
    "What it takes: {way}.": "Lo que hace falta: {way}.",
    # conflicts of several people
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
}
