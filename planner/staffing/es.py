"""Spanish of staffing."""

MESSAGES = {
    "{name} is missing.": "Falta {name}.",
    "{name} {text!r} is not a number; write it like {example}.": (
        "{name} {text!r} no es un número; escríbalo como {example}."
    ),
    "{name} is negative ({text}).": "{name} es negativo ({text}).",
    "{name} is a share between 0 and 1; {text} would be {mend}.": (
        "{name} es una proporción entre 0 y 1; {text} sería {mend}."
    ),
    "{name} mixes zero and positive handling times.": "{name} mezcla tiempos de gestión nulos y positivos.",
    "model {text!r} is not one of {models}.": "El modelo {text!r} no es ninguno de {models}.",
    "{name} must be above 0.": "{name} debe ser mayor que 0.",
    "shrinkage of 100 % leaves nobody to answer.": "Unos reductores del 100 % no dejan a nadie para atender.",
    "A load of {load} erlangs is beyond what is computed here.": (
        "Una carga de {load} erlangs queda fuera de lo que aquí se calcula."
    ),
    "Handling time is 0: one agent is taken.": "El tiempo de gestión es 0: se toma un agente.",
    "{name} is beyond what is computed here ({text}).": "{name} queda fuera de lo que aquí se calcula ({text}).",
    "There are contacts and no agents.": "Hay contactos y ningún agente.",
    "Neither agents nor a target (sl, asa_max_s, abandon_max, occ_max) is given.": (
        "No se dan ni agentes ni un objetivo (sl, asa_max_s, abandon_max, occ_max)."
    ),
    "A service level of 100 % is not reached by any number of agents.": (
        "Ningún número de agentes alcanza un nivel de servicio del 100 %."
    ),
    "A target of 0 is not reached by any number of agents.": "Ningún número de agentes alcanza un objetivo de 0.",
    "The targets are not reached by any number of agents.": "Ningún número de agentes alcanza los objetivos.",
    "{channel}: {n} contacts arrive outside opening hours and are not planned for.": (
        "{channel}: {n} contactos llegan fuera del horario y no se planifican."
    ),
    "{channel}: contacts with a handling time of 0; one agent is planned.": (
        "{channel}: contactos con un tiempo de gestión de 0; se planifica un agente."
    ),
    "{channel}: a service level of 100 % is not reached by any number of agents.": (
        "{channel}: ningún número de agentes alcanza un nivel de servicio del 100 %."
    ),
    "Set it below 100 %, such as 99.5 %.": "Fíjelo por debajo del 100 %, por ejemplo 99,5 %.",
    "{channel}: {name} of 0 is not reached by any number of agents.": (
        "{channel}: ningún número de agentes alcanza {name} igual a 0."
    ),
    "Set it above 0.": "Fíjelo por encima de 0.",
    "{channel}: work arrives and the channel never opens.": "{channel}: llega trabajo y el canal no abre nunca.",
    "The formula asked {asked} agent-hours, {enough} suffice.": (
        "La fórmula pedía {asked} horas de agente; bastan {enough}."
    ),
    "The formula asked {asked} agent-hours and leaves {n} intervals short; {enough} meet the targets.": (
        "La fórmula pedía {asked} horas de agente y deja {n} intervalos cortos; con {enough} se cumplen los objetivos."
    ),
    "Give the channel opening hours.": "Dé un horario al canal.",
}
