"""Acting on what was shown, and what others did meanwhile."""

MESSAGES = {
    "Look at it as it stands now, then do it again.": "Mírelo como está ahora y hágalo otra vez.",
    "Look at it as it stands now: {command}": "Mírelo como está ahora: {command}",
    "Look at it, then do it again.": "Mírelo y hágalo otra vez.",
    "Look at the versions that are there.": "Mire las versiones que hay.",
    "Look at what yours changes against it, then publish again.": (
        "Mire qué cambia la suya respecto a ella y publique otra vez."
    ),
    "Name the one that you mean: --version {old} or --version {n}.": (
        "Diga cuál quiere: --version {old} o --version {n}."
    ),
    "The newest version is {n}, by {who}; version {old} was last shown to you.": (
        "La versión más reciente es la {n}, de {who}; la última que usted vio fue la {old}."
    ),
    "The version of that number; the newest without it.": "La versión de ese número; sin ella, la más reciente.",
    "This is version {n}.": "Esta es la versión {n}.",
    "Version {n} was deleted meanwhile.": "Mientras tanto se borró la versión {n}.",
    "{who} has changed version {n} since it was shown to you.": (
        "{who} ha cambiado la versión {n} desde que usted la vio."
    ),
    "{who} has changed version {n} since it was shown.": "{who} ha cambiado la versión {n} desde que se mostró.",
    "{who} has made version {n} meanwhile.": "Mientras tanto {who} ha hecho la versión {n}.",
    "{who} has published version {n} meanwhile.": "Mientras tanto {who} ha publicado la versión {n}.",
    "Export version {n} of the roster": "Exportar la versión {n} del cuadrante",
    "Version {n}: {shifts} shifts of {agents} agents in {week} become binding; {short} agent-hours stay short.": (
        "Versión {n}: {shifts} turnos de {agents} agentes en {week} pasan a ser firmes; "
        "quedan {short} horas de agente sin cubrir."
    ),
    "o: {who} has version {n}": "o: {who} tiene la versión {n}",
    "{what} of {week}": "{what} de {week}",
    "{what}, and {n} more.": "{what}, y {n} cosas más.",
    "{who} has approved a request": "{who} ha aprobado una solicitud",
    "{who} has approved a swap": "{who} ha aprobado un cambio de turno",
    "{who} has asked for something": "{who} ha pedido algo",
    "{who} has changed a channel": "{who} ha cambiado un canal",
    "{who} has changed rules": "{who} ha cambiado reglas",
    "{who} has changed something": "{who} ha cambiado algo",
    "{who} has computed the requirement": "{who} ha calculado las necesidades",
    "{who} has corrected the forecast": "{who} ha corregido la previsión",
    "{who} has corrected the requirement": "{who} ha corregido las necesidades",
    "{who} has declined a request": "{who} ha rechazado una solicitud",
    "{who} has edited a roster": "{who} ha editado un cuadrante",
    "{who} has entered an event": "{who} ha introducido un evento",
    "{who} has entered time off": "{who} ha introducido una ausencia",
    "{who} has made a forecast": "{who} ha hecho una previsión",
    "{who} has published a forecast": "{who} ha publicado una previsión",
    "{who} has published a roster": "{who} ha publicado un cuadrante",
    "{who} has released a published forecast": "{who} ha liberado una previsión publicada",
    "{who} has removed an event": "{who} ha quitado un evento",
    "{who} has removed time off": "{who} ha quitado una ausencia",
    "{who} has repaired a roster": "{who} ha reparado un cuadrante",
    "{who} has solved a roster": "{who} ha resuelto un cuadrante",
    "{who} has taken a correction back": "{who} ha retirado una corrección",
    "{who} has withdrawn a request": "{who} ha retirado una solicitud",
    "Make a draft binding: that of --version, or the newest where that is what was last shown to you.": (
        "Hace firme un borrador: el de --version, o el más reciente si es el último que usted vio."
    ),
    "Write a version by the file's ending: that of --version, or the newest where that was last shown to you.": (
        "Escribe una versión según la terminación del fichero: la de --version, o la más reciente si usted la vio."
    ),
}
