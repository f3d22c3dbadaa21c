"""Spanish of the roster grid's edits and of what the roster screens say."""

MESSAGES = {
    "Give or swap": "Ceder o cambiar",
    "Check a swap": "Comprobar un cambio",
    "u takes it back": "u lo deshace",
    "The last edit is taken back.": "El último cambio queda deshecho.",
    "deleted": "borrado",
    "unlocked": "sin fijar",
    "↑ ↓ choose who takes the shift; what they have on that day comes back.": (
        "↑ ↓ eligen quién toma el turno; lo que tenga ese día vuelve a cambio."
    ),
    "{n} h more short": "faltan {n} h más",
    "{n} h less short": "faltan {n} h menos",
    "{short} short: {scheduled} of {required}": "faltan {short}: {scheduled} de {required}",
    "This roster is only to read: o goes to the newest version.": (
        "Este cuadrante es solo de lectura: o va a la versión más reciente."
    ),
    "an older version, only to read": "versión anterior, solo lectura",
    "the best roster so far": "el mejor cuadrante hasta ahora",
    "version {n} stays as it is": "la versión {n} queda como está",
    "cost {cost}": "coste {cost}",
    "Weekends, spread": "Fines de semana, dif.",
    "Late shifts, spread": "Tardes, diferencia",
    "Holidays, spread": "Festivos, diferencia",
    "Wages in euros": "Salarios en euros",
    "soft, {n}": "blanda, {n}",
    "Who takes it": "Quién lo toma",
    "Who gives a shift": "Quién da un turno",
    "one can be approved": "una se puede aprobar",
    "name or id": "nombre o id",
    "several: {names}": "hay varias personas: {names}",
    "nobody is called that": "nadie se llama así",
    "press s": "pulse s",
    "Made": "Hecha",
    "How": "Cómo",
    "✓ version {n} is binding": "✓ la versión {n} es la firme",
    "✗ {n} hard rule is broken; publishing waits until it is mended.": (
        "✗ Se incumple {n} regla obligatoria; no se publica hasta que se arregle."
    ),
    "gap {gap}": "margen {gap}",
}
