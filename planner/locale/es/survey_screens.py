"""Spanish of the survey commands and screens."""

MESSAGES = {
    # commands
    "A title needs both languages.": "El título hace falta en los dos idiomas.",
    "Give --title-es and --title-en.": "Indica --title-es y --title-en.",
    "--pulse {value!r} is not known.": "--pulse {value!r} no se conoce.",
    "the outermost value is not an object": "el valor exterior no es un objeto",
    "{path} is no questionnaire: {why}.": "{path} no es un cuestionario: {why}.",
    "`cuadrante survey show SURVEY --json` writes one to start from.": (
        "`cuadrante survey show ENCUESTA --json` escribe uno del que partir."
    ),
    "--cross {value!r} is no pair.": "--cross {value!r} no es un par.",
    "Where shall the links go?": "¿Adónde van los enlaces?",
    "Name a file, or a mail server with --smtp.": "Indica un archivo, o un servidor de correo con --smtp.",
    "Delete the file once the messages have left: whoever holds a link can answer with it.": (
        "Borra el archivo cuando los mensajes hayan salido: quien tenga un enlace puede responder con él."
    ),
    "Reminders leave through a mail server: --smtp and --from.": (
        "Los recordatorios salen por un servidor de correo: --smtp y --from."
    ),
    "Without one, `survey links` writes everybody's link for a mail merge to all.": (
        "Sin él, `survey links` escribe los enlaces de todos para combinar correspondencia."
    ),
    "Who sends the messages?": "¿Quién envía los mensajes?",
    "Give an address with --from.": "Indica una dirección con --from.",
    "Drivers need 30 people who answered both questions.": (
        "Los factores necesitan 30 personas que hayan contestado ambas preguntas."
    ),
    "An action belongs to a survey.": "Una acción pertenece a una encuesta.",
    "Name the survey before --add.": "Indica la encuesta antes de --add.",
    "There is no action {id}.": "No hay ninguna acción {id}.",
    "`survey actions` lists them.": "`survey actions` las enumera.",
    "{attempts} attempts on {answers} answers: {joins} joined to a person.": (
        "{attempts} intentos sobre {answers} respuestas: {joins} unidas a una persona."
    ),
    "Nothing is stored about {agent}.": "No hay nada guardado sobre {agent}.",
    # words
    "Tenure": "Antigüedad",
    "Company": "Empresa",
    "under a year": "menos de un año",
    "1 to 3 years": "de 1 a 3 años",
    "over 3 years": "más de 3 años",
    "full time": "jornada completa",
    "part time": "jornada parcial",
    "yes / no": "sí / no",
    "in your own words": "con tus palabras",
    "one of": "una de",
    "any of": "varias de",
    "in order": "en orden",
    "Not shown: the group is small, or it would let fewer than {k} people be worked out by subtraction.": (
        "No se muestra: el grupo es pequeño, o dejaría deducir por resta a menos de {k} personas."
    ),
}
