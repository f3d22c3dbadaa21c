"""Spanish of what is done with a month of variable pay."""

MESSAGES = {
    "{period} was not run yet.": "{period} aún no se ha calculado.",
    "Look at it first: {command}": "Mírelo primero: {command}",
    "{period} was run again since: its inputs are {hash} now.":
        "{period} se ha vuelto a calcular desde entonces: sus datos son ahora {hash}.",
    "Look again; nothing was done.": "Vuelva a mirar; no se ha hecho nada.",
    "{who} did something with {period} since you looked; it is {state} now.":
        "{who} hizo algo con {period} desde que usted miró; ahora está {state}.",
    "The inputs of {period} changed since you looked: it comes to {amount} now.":
        "Los datos de {period} cambiaron desde que usted miró: ahora suma {amount}.",
    "Run and look again; nothing was done.": "Calcule y vuelva a mirar; no se ha hecho nada.",
    "Closed {period}: {text}": "{period}, cerrado: {text}",
    "Close the months in order; one begun by mistake is taken back by {command}.":
        "Cierre los meses por orden; uno empezado por error se retira con {command}.",
    "Say why the month is taken back.": "Diga por qué se retira el mes.",
    "{period} is {state}: only a draft without open disputes can be taken back.":
        "{period} está {state}: solo se puede retirar un borrador sin reclamaciones abiertas.",
    "Open it again first: {command}": "Reábralo primero: {command}",
    "{period} is taken back: nothing of it was begun.": "{period} queda retirado, como si no se hubiera empezado.",
    "Take {period} back": "Retirar {period}",
    "Take the month back": "Retirar el mes",
    "take back": "retirar",
    "As if it had never been begun; the log keeps it.": "Como si nunca se hubiera empezado; el registro lo guarda.",
    "The month is taken back.": "El mes queda retirado.",
    "Say why it is decided so.": "Diga por qué se decide así.",
    "{value} is no share of a target.": "{value} no es una parte de un objetivo.",
    "Give 0 to 10; 1 is the whole target.": "Dé de 0 a 10; 1 es el objetivo entero.",
    "{component} has no target that could be decided.": "{component} no tiene un objetivo que se pueda decidir.",
    "Bonuses and scorecards have one.": "Lo tienen los bonus y los cuadros de mando.",
    "Decide by hand": "Decidir a mano",
    "Decide {line} of {agent}": "Decidir {line} de {agent}",
    "Share of the target, %": "Parte del objetivo, %",
    "100 is the whole target": "100 es el objetivo entero",
    "{plan} reaches back into closed months: {n} people, {gain} more and {loss} less, paid as adjustments.":
        "{plan} alcanza meses cerrados: {n} personas, {gain} más y {loss} menos, pagados como ajustes.",
    "Accept it by {option}, or let it begin later.": "Acéptelo con {option} o haga que empiece más tarde.",
    "keep the plan": "guardar el plan",
    # commands
    "Beginning of the hash of the run that you saw; the run kept last unless told.":
        "Comienzo del hash del cálculo que usted vio; si no, el último guardado.",
    "Take it although it changes closed months; told when it does.":
        "Tomarlo aunque cambie meses cerrados; se dice cuando lo hace.",
    "Take back that a month was begun; only while it is a draft.":
        "Retira un mes que se empezó; solo mientras es un borrador.",
    "Set by hand what a bonus pays where nothing can be measured, such as a month of protected leave.":
        "Fija a mano lo que paga un bonus donde nada se puede medir, como un mes de permiso protegido.",
    "Id of a bonus.": "Identificador de un bonus.",
    "Share of the target due, such as 0.85; - takes it back.":
        "Parte del objetivo que se debe, como 0.85; - la retira.",
}  # fmt: skip
