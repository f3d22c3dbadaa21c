"""Questionnaires in our own words, Spanish and English; HR adapts a copy.

Six forms: engagement (twelve statements in six dimensions), monthly pulse, after a peak, schedule satisfaction,
onboarding after 30 days, exit. The wording is this project's own and under its licence; none is taken from a
commercial questionnaire. `PULSE_POOL` holds the statements that rotate through recurring pulses.
"""

from __future__ import annotations

from engagement.surveys.questions import Form, Option, Question, Text
from engagement.surveys.types.agreement import AGREEMENT
from engagement.surveys.types.enps import ENPS
from engagement.surveys.types.ranking import RANKING
from engagement.surveys.types.several import SEVERAL
from engagement.surveys.types.single import SINGLE
from engagement.surveys.types.text import TEXT
from engagement.surveys.types.yes_no import YES_NO

DIMENSIONS = {
    "clarity": Text("Claridad del trabajo", "Clarity of work"),
    "leadership": Text("Responsable directo", "Team lead"),
    "means": Text("Medios y carga", "Means and workload"),
    "recognition": Text("Reconocimiento", "Recognition"),
    "growth": Text("Desarrollo", "Growth"),
    "belonging": Text("Equipo y compromiso", "Team and commitment"),
    "schedule": Text("Horarios y descansos", "Rosters and rest"),
}


def _agree(question_id: str, dimension: str, es: str, en: str, reverse: bool = False) -> Question:
    return Question(question_id, AGREEMENT, Text(es, en), dimension=dimension, reverse=reverse)


def _comment(question_id: str, es: str, en: str) -> Question:
    return Question(question_id, TEXT, Text(es, en))


RECOMMEND = Question(
    "recommend",
    ENPS,
    Text(
        "¿Con qué probabilidad recomendaría este equipo a una persona conocida que busca trabajo? (0 nada, 10 seguro)",
        "How likely are you to suggest this team to someone you know who is looking for work? (0 no, 10 surely)",
    ),
)

CLARITY_1 = _agree("clarity_1", "clarity", "Empiezo el turno sabiendo qué es lo más importante del día.",
                   "I start my shift knowing what matters most that day.")  # fmt: skip
CLARITY_2 = _agree("clarity_2", "clarity", "Cuando una norma de atención cambia, me entero antes que los clientes.",
                   "When a service rule changes, I hear of it before the customers do.")  # fmt: skip
LEAD_1 = _agree("lead_1", "leadership", "Mi responsable me escucha aunque traiga malas noticias.",
                "My team lead hears me out even when I bring bad news.")  # fmt: skip
LEAD_2 = _agree("lead_2", "leadership", "Las conversaciones sobre mi trabajo me sirven para hacerlo mejor.",
                "The talks about my work help me to do it better.")  # fmt: skip
MEANS_1 = _agree("means_1", "means", "Las herramientas que uso me dejan resolver un caso sin dar rodeos.",
                 "My tools let me solve a case without going round in circles.")  # fmt: skip
MEANS_2 = _agree("means_2", "means", "Muchos días hay más contactos de los que podemos atender bien.",
                 "On many days there are more contacts than we can serve well.", reverse=True)  # fmt: skip
RECOGNITION_1 = _agree("recognition_1", "recognition", "Aquí se nota y se dice cuando alguien atiende muy bien.",
                       "Very good service is noticed here, and said aloud.")  # fmt: skip
RECOGNITION_2 = _agree("recognition_2", "recognition", "Entiendo cómo se calcula mi parte variable y me parece justa.",
                       "I understand how my variable pay is worked out and find it fair.")  # fmt: skip
GROWTH_1 = _agree("growth_1", "growth", "En los últimos tres meses he aprendido algo que uso cada semana.",
                  "In the last three months I have learnt something that I use every week.")  # fmt: skip
GROWTH_2 = _agree("growth_2", "growth", "Veo un camino para avanzar sin tener que dejar esta empresa.",
                  "I can see a way forward without leaving this company.")  # fmt: skip
BELONG_1 = _agree("belonging_1", "belonging", "Si un cliente me lo pone difícil, alguien del equipo me echa una mano.",
                  "When a customer gives me a hard time, somebody in the team lends a hand.")  # fmt: skip
BELONG_2 = _agree("belonging_2", "belonging", "Me imagino trabajando aquí dentro de un año.",
                  "I can picture myself working here a year from now.")  # fmt: skip
SCHEDULE_1 = _agree("schedule_1", "schedule", "Conozco mi cuadrante con tiempo para organizar mi vida.",
                    "I get my roster early enough to plan my life around it.")  # fmt: skip
SCHEDULE_2 = _agree("schedule_2", "schedule", "Los turnos de tarde y de fin de semana se reparten con equilibrio.",
                    "Late shifts and weekends are shared out evenly.")  # fmt: skip
SCHEDULE_3 = _agree("schedule_3", "schedule", "Cuando pido un cambio, recibo una respuesta clara y a tiempo.",
                    "When I ask for a swap, I get a clear answer in good time.")  # fmt: skip
SCHEDULE_4 = _agree("schedule_4", "schedule", "Termino la semana con el descanso que necesito.",
                    "I end the week as rested as I need to be.")  # fmt: skip
SCHEDULE_5 = _agree("schedule_5", "schedule", "Los cambios de última hora me trastocan el día con frecuencia.",
                    "Last-minute changes often upset my day.", reverse=True)  # fmt: skip

ENGAGEMENT = Form(
    title=Text("Encuesta de compromiso", "Engagement survey"),
    intro=Text(
        "Doce afirmaciones y dos preguntas, unos tres minutos. Puede dejar en blanco lo que prefiera no contestar.",
        "Twelve statements and two questions, about three minutes. Leave blank whatever you would rather not answer.",
    ),
    questions=(
        CLARITY_1, CLARITY_2, LEAD_1, LEAD_2, MEANS_1, MEANS_2, RECOGNITION_1, RECOGNITION_2, GROWTH_1, GROWTH_2,
        BELONG_1, BELONG_2, RECOMMEND,
        _comment("one_change", "Si pudiera cambiar una sola cosa, ¿cuál sería?",
                 "If you could change a single thing, what would it be?"),
    ),
    dimensions={name: DIMENSIONS[name]
                for name in ("clarity", "leadership", "means", "recognition", "growth", "belonging")},
)  # fmt: skip

PULSE = Form(
    title=Text("Pulso mensual", "Monthly pulse"),
    intro=Text("Tres preguntas y un comentario, un minuto.", "Three questions and a comment, one minute."),
    questions=(
        RECOMMEND,
        _agree("pulse_load", "means", "Este mes he podido atender bien sin ir siempre con la lengua fuera.",
               "This month I could serve customers well without always being out of breath."),
        _agree("pulse_mood", "belonging", "Este mes he venido a trabajar con ganas.",
               "This month I have looked forward to coming to work."),
        _comment("pulse_comment", "¿Qué ha ayudado y qué ha estorbado este mes?",
                 "What helped and what got in the way this month?"),
    ),
    dimensions={name: DIMENSIONS[name] for name in ("means", "belonging")},
)  # fmt: skip

AFTER_PEAK = Form(
    title=Text("Después de la campaña", "After the peak"),
    intro=Text(
        "La campaña ha terminado: cuéntenos cómo ha sido para que la próxima salga mejor.",
        "The peak is over: tell us how it went, so that the next one goes better.",
    ),
    questions=(
        _agree("peak_ready", "clarity", "Llegué a la campaña sabiendo las ofertas, los plazos y las devoluciones.",
               "I went into the peak knowing the offers, the delivery dates and the returns."),
        _agree("peak_people", "means", "Éramos suficientes en las horas más fuertes.",
               "There were enough of us in the busiest hours."),
        _agree("peak_breaks", "schedule", "Pude hacer mis descansos también en los días punta.",
               "I could take my breaks on the busiest days too."),
        _agree("peak_support", "leadership", "Cuando algo se torció, alguien decidió con rapidez.",
               "When something went wrong, somebody decided quickly."),
        _agree("peak_worn", "schedule", "He terminado la campaña sin fuerzas.",
               "I came out of the peak worn out.", reverse=True),
        Question("peak_worst", SEVERAL,
                 Text("¿Qué dio más trabajo evitable?", "What caused the most avoidable work?"),
                 options=(
                     Option("delivery", Text("Entregas tarde o perdidas", "Late or lost deliveries")),
                     Option("web", Text("Fallos de la tienda o del pago", "Faults of the shop or the payment")),
                     Option("promo", Text("Promociones poco claras", "Unclear promotions")),
                     Option("returns", Text("Devoluciones y reembolsos", "Returns and refunds")),
                     Option("stock", Text("Productos agotados", "Products out of stock")),
                 )),
        RECOMMEND,
        _comment("peak_comment", "¿Qué repetiría y qué no en la próxima campaña?",
                 "What would you do again in the next peak, and what not?"),
    ),
    dimensions={name: DIMENSIONS[name] for name in ("clarity", "means", "schedule", "leadership")},
)  # fmt: skip

SCHEDULE = Form(
    title=Text("Satisfacción con el cuadrante", "Satisfaction with the roster"),
    intro=Text(
        "Sobre sus turnos de las últimas cuatro semanas.",
        "About your shifts of the last four weeks.",
    ),
    questions=(
        SCHEDULE_1, SCHEDULE_2, SCHEDULE_3, SCHEDULE_4, SCHEDULE_5,
        Question("schedule_rank", RANKING,
                 Text("Ordene lo que más le importa, primero lo más importante.",
                      "Put in order what matters to you, the most important first."),
                 options=(
                     Option("early", Text("Conocer el cuadrante antes", "Knowing the roster earlier")),
                     Option("weekends", Text("Más fines de semana libres", "More weekends off")),
                     Option("same", Text("Horas de entrada parecidas", "Similar start times")),
                     Option("swaps", Text("Cambios más fáciles", "Easier swaps")),
                 )),
        _comment("schedule_comment", "¿Qué semana le fue bien o mal, y por qué?",
                 "Which week went well or badly for you, and why?"),
    ),
    dimensions={"schedule": DIMENSIONS["schedule"]},
)  # fmt: skip

ONBOARDING = Form(
    title=Text("Sus primeros 30 días", "Your first 30 days"),
    intro=Text("Su llegada, vista con ojos nuevos.", "Your start with us, seen with fresh eyes."),
    questions=(
        _agree("on_job", "clarity", "El trabajo se parece a lo que me contaron antes de entrar.",
               "The work is much like what I was told before I joined."),
        _agree("on_training", "growth", "La formación me preparó para mis primeras conversaciones con clientes.",
               "The training prepared me for my first conversations with customers."),
        _agree("on_access", "means", "Tuve accesos y herramientas listos desde el primer día.",
               "My accounts and tools were ready from the first day."),
        _agree("on_person", "leadership", "Sé a quién preguntar cuando me atasco.",
               "I know whom to ask when I am stuck."),
        _agree("on_team", "belonging", "El equipo me ha hecho sitio.", "The team has made room for me."),
        Question("on_buddy", YES_NO, Text("¿Alguien le acompañó en sus primeros turnos?",
                                              "Did somebody go with you through your first shifts?")),
        RECOMMEND,
        _comment("on_comment", "¿Qué le habría gustado saber la primera semana?",
                 "What would you have liked to know in your first week?"),
    ),
    dimensions={name: DIMENSIONS[name] for name in ("clarity", "growth", "means", "leadership", "belonging")},
)  # fmt: skip

EXIT = Form(
    title=Text("Al dejar el equipo", "On leaving the team"),
    intro=Text(
        "Gracias por el tiempo compartido. Lo que diga aquí ayuda a quien se queda.",
        "Thank you for the time together. What you say here helps those who stay.",
    ),
    questions=(
        Question("exit_reason", SINGLE, Text("¿Qué pesó más en su decisión?", "What weighed most?"),
                 options=(
                     Option("pay", Text("El sueldo", "Pay")),
                     Option("hours", Text("Los horarios", "Working hours")),
                     Option("growth", Text("Pocas opciones de avanzar", "Few ways to move on")),
                     Option("lead", Text("La relación con mi responsable", "My team lead")),
                     Option("load", Text("La carga de trabajo", "The workload")),
                     Option("life", Text("Motivos personales o estudios", "Personal reasons or studies")),
                     Option("other", Text("Otra razón", "Another reason")),
                 )),
        _agree("exit_heard", "leadership", "Pude decir a tiempo lo que no iba bien.",
               "I could say in time what was not going well."),
        _agree("exit_fair", "recognition", "Mi trabajo se valoró de forma justa.", "My work was valued fairly."),
        _agree("exit_hours", "schedule", "Mis turnos me dejaban vivir.", "My shifts left me a life."),
        Question("exit_back", YES_NO, Text("¿Volvería a trabajar aquí?", "Would you work here again?")),
        RECOMMEND,
        _comment("exit_comment", "¿Qué le habría hecho quedarse?", "What would have made you stay?"),
    ),
    dimensions={name: DIMENSIONS[name] for name in ("leadership", "recognition", "schedule")},
)  # fmt: skip

TEMPLATES: dict[str, Form] = {
    "engagement": ENGAGEMENT,
    "pulse": PULSE,
    "after_peak": AFTER_PEAK,
    "schedule": SCHEDULE,
    "onboarding": ONBOARDING,
    "exit": EXIT,
}

PULSE_CORE = (RECOMMEND,)
PULSE_POOL = (
    CLARITY_1, LEAD_1, MEANS_1, SCHEDULE_1, RECOGNITION_1, GROWTH_1, BELONG_1, MEANS_2, SCHEDULE_2,
    CLARITY_2, LEAD_2, SCHEDULE_3, RECOGNITION_2, GROWTH_2, BELONG_2,
)  # fmt: skip
