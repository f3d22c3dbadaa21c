"""Spanish of accuracy, published forecasts, today, the long view, scenarios and outliers."""

MESSAGES = {
    # shared
    "Accuracy": "Precisión",
    "Scenarios": "Escenarios",
    "Today": "Hoy",
    "12 months": "12 meses",
    "How far to trust it": "Cuánto fiarse",
    "Bias": "Sesgo",
    "Came": "Llegaron",
    "Days": "Días",
    "Said": "Previsto",
    "Expected": "Esperado",
    "Last year": "Año anterior",
    "Week": "Semana",
    "Hour": "Hora",
    "as it stands": "tal como está",
    "Make it count": "Aplicar",
    "Take out": "Quitar",
    "never seen: from similar ones": "nunca visto: de parecidos",
    "seen once, with similar ones": "visto 1 vez, y parecidos",
    "seen {n} times": "visto {n} veces",
    "as announced": "según lo anunciado",
    "to {day}": "hasta {day}",
    "8 of 10": "8 de 10",
    "Adjust": "Ajustar",
    "Show": "Ver",
    # accuracy
    "Deviation": "Desviación",
    "Do not lean on it": "No se apoye en ella",
    "Trust it": "Fíese",
    "Trust it with care": "Fíese con cautela",
    "Nobody knows yet": "Aún no se sabe",
    "Floor": "Mínimo",
    "Had one copied: {others}": "Copiando sin más: {others}",
    "How far to trust the week in hand. The forecast is refitted at past days and held against what came: off is the "
    "sum of errors over the sum of contacts, naive copies the week before, last year copies that, and the floor is "
    "what nobody can beat when contacts come at random. v turns to what events do, to where the forecast errs, to what "
    "was published and to unusual days.": (
        "Cuánto fiarse de la semana en curso. La previsión se reajusta en días pasados y se compara con lo que llegó: "
        "el error es la suma de errores entre la suma de contactos, ingenuo copia la semana anterior, año anterior "
        "copia aquel, y el mínimo es lo que nadie mejora cuando los contactos llegan al azar. v pasa a lo que hacen "
        "los eventos, a dónde falla la previsión, a lo publicado y a los días raros."
    ),
    "{n} event days were measured; theirs is the doubt of the band.": (
        "Días de evento medidos: {n}; su error es el que dice la banda."
    ),
    "u  looks for them": "u  los busca",
    "No event was learnt from yet.": "Aún no se ha aprendido de ningún evento.",
    "What events do": "Qué hacen los eventos",
    "Choose a row first.": "Elija antes una fila.",
    "Seen": "Visto",
    "Next time": "Próxima vez",
    "Least on": "Menos en",
    "Most on": "Más en",
    "r  measures it": "r  la mide",
    "None found.": "No se ha encontrado ninguno.",
    "Nothing yet: p publishes the week in hand.": "Nada todavía: p publica la semana en curso.",
    "Last yr.": "Año ant.",
    "promotion": "promoción",
    "holiday": "festivo",
    "outage": "caída",
    "What, in %": "Qué, en %",
    "Yr ago": "Año a.",
    "Min.": "Mín.",
    "{event} leaves the calendar; the next forecast does without it.": (
        "{event} sale del calendario; la próxima previsión prescinde de él."
    ),
    "Take an event out": "Quitar un evento",
    "take it out": "quitarlo",
    "Event taken out; r forecasts without it.": "Evento quitado; r prevé sin él.",
    "There is no correction to take back.": "No hay ninguna corrección que deshacer.",
    "{n} days ahead": "a {n} días",
    "Leave a day out of learning": "Dejar un día fuera del aprendizaje",
    "Leave out / release": "Excluir / liberar",
    "Left out": "Excluido",
    "Marking": "Marcando",
    "Measure": "Medir",
    "Measured {when}: {n} forecasts of {days} days, each from the past alone.": (
        "Medido el {when}: {n} previsiones de {days} días, cada una solo con su pasado."
    ),
    "Measured; the result is kept.": "Medido; el resultado queda guardado.",
    "Measuring on the past": "Midiendo en el pasado",
    "Naive": "Ingenuo",
    "Next part": "Otra parte",
    "Off": "Error",
    "Publish the forecast": "Publicar la previsión",
    "Published and locked; x on its row releases it.": "Publicada y fijada; x en su fila la libera.",
    "Published and locked; p releases it.": "Publicada y fijada; p la libera.",
    "Publish / release": "Publicar / liberar",
    "Release the forecast": "Liberar la previsión",
    "release": "liberar",
    "Weeks": "Semanas",
    "from the one in hand, 1 to 12": "desde la semana en curso, de 1 a 12",
    "locked to {day} by {who}": "fijada hasta el {day} por {who}",
    "{day} is locked; p releases it.": "El {day} está fijado; p lo libera.",
    "{first} – {last}, published by {who}. Newer forecasts and corrections count again there.": (
        "Del {first} al {last}, publicada por {who}. Las previsiones nuevas y las correcciones vuelven a contar ahí."
    ),
    "Newer forecasts and corrections no longer move these days; what comes is held against it.": (
        "Ni previsiones nuevas ni correcciones mueven ya estos días; lo que llegue se comparará con ella."
    ),
    "somebody": "alguien",
    "Give one change.": "Indique un cambio.",
    "Did you mean {names}?": "¿Quiere decir {names}?",
    "Public holidays: {region}. Run the forecast again.": "Festivos: {region}. Vuelva a prever.",
    "The forecast from {first} to {last} is locked: {who} published it.": (
        "La previsión del {first} al {last} está fijada: la publicó {who}."
    ),
    "Release it first: p on Forecast, or {command}": "Libérela antes: p en Previsión, o {command}",
    "Released: the next forecast counts there.": "Liberada: ahí cuenta la próxima previsión.",
    "Releasing": "Liberando",
    "Searching for unusual days": "Buscando días raros",
    "The day counts again from the next forecast on.": "El día vuelve a contar desde la próxima previsión.",
    "The day is left out; the next forecast does without it.": (
        "El día queda excluido; la próxima previsión prescinde de él."
    ),
    "The figures behind the verdict; v turns to the next part.": "Las cifras del veredicto; v pasa a otra parte.",
    "The week by day": "La semana por días",
    "Unusual days": "Días raros",
    "What was published": "Lo publicado",
    "Where it errs": "Dónde falla",
    "all intervals": "todos los intervalos",
    "at": "a las",
    "days ahead:": "días de antelación:",
    "days are likely to be off by {share}": "error probable por día: {share}",
    "days of": "días de",
    "fewer than any pattern explains": "menos de lo que explica ningún patrón",
    "intervals of": "intervalos de",
    "intervals on": "intervalos en",
    "leave out": "excluir",
    "more than any pattern explains": "más de lo que explica ningún patrón",
    "nobody beats": "nadie mejora",
    "nothing came on a day of business": "nada llegó en un día laborable",
    "on": "en",
    "r  measures it on this shop's past (some minutes, Esc stops)": (
        "r  la mide en el pasado de la tienda (unos minutos, Esc detiene)"
    ),
    "such as: web shop down": "por ejemplo: web caída",
    "the week before": "la semana anterior",
    "week of": "semana del",
    "{n} unusual days.": "{n} días raros.",
    "It tends to say too little ({bias}).": "Tiende a quedarse corta ({bias}).",
    "It tends to say too much ({bias}).": "Tiende a pasarse ({bias}).",
    "It was never measured on this shop's past.": "Nunca se midió en el pasado de esta tienda.",
    "It was no better than copying the week before.": "No fue mejor que copiar la semana anterior.",
    "It was no better than last year's figures.": "No fue mejor que las cifras del año anterior.",
    "The band held {got} of what came, and 80 % are meant.": (
        "La banda contuvo el {got} de lo que llegó, y debe ser el 80 %."
    ),
    "Measured on {n} past forecasts only; r measures on more.": "Medido en solo {n} previsiones; r mide más.",
    "The history changed since this was measured.": "El histórico cambió desde la medición.",
    "{event} was never seen: borrowed from others.": "{event} no se ha visto nunca: tomado de otros.",
    "{event} was seen only once before; similar ones help.": (
        "{event} se ha visto solo una vez; ayudan los parecidos."
    ),
    # long view
    "Compute": "Calcular",
    "Contract": "Contrato",
    "Export the long view": "Exportar la vista larga",
    "High": "Alto",
    "Looking twelve months ahead": "Mirando doce meses adelante",
    "Nobody is under contract: 6 imports the agents.": "No hay nadie contratado: 6 importa los agentes.",
    "Occupancy, %": "Ocupación, %",
    "Shrinkage, %": "Reductores, %",
    "People are whole contracts at the mean of the team. The bar shows the people required, the mark | those under "
    "contract. Hire: for good, by the first of the month. Temporary: for the busiest week on top. High: people if "
    "contacts reach what one week in ten exceeds.": (
        "Las personas son contratos enteros de la media del equipo. La barra muestra las personas necesarias, la marca "
        "| las contratadas. Fijos: contratar de forma estable para el día 1 del mes. Event.: eventuales para la semana "
        "más cargada. Alto: personas si los contactos llegan a lo que supera una semana de cada diez."
    ),
    "Assumptions": "Supuestos",
    "Begin by": "Empezar el",
    "Computing": "Calculando",
    "Hire": "Fijos",
    "Temp.": "Event.",
    "Month": "Mes",
    "Months / weeks": "Meses / semanas",
    "Weeks to hire": "Semanas para contratar",
    "Turnover a year, %": "Rotación anual, %",
    "Kept; people are computed with it.": "Guardado; las personas se calculan con ello.",
    "empty: from the latest requirement": "vacío: de la última dotación",
    "from asking for somebody to full work": "desde pedir a alguien hasta que rinde",
    "late: now": "tarde: ya",
    "leavers nobody replaces": "bajas que nadie cubre",
    "no requirement yet: 3 works it out": "aún no hay dotación: 3 la calcula",
    "share of contacts that bots take on top of today": "contactos que atienden los bots, además de hoy",
    "A lead of {n} weeks makes no sense.": "Una antelación de {n} semanas no tiene sentido.",
    "Give 0 to 52 weeks.": "Indique de 0 a 52 semanas.",
    "Nobody is under contract.": "No hay nadie contratado.",
    "occupancy {share} as given": "ocupación {share} indicada",
    "occupancy {share} from the requirement of {day}": "ocupación {share} según la dotación del {day}",
    "occupancy {share} is a guess: 3 works out a requirement": ("ocupación {share} supuesta: 3 calcula una dotación"),
    "turnover {share} a year": "rotación {share} al año",
    "{n} weeks to hire": "{n} semanas para contratar",
    "begin at once, it is late": "empiece ya, va tarde",
    "begin by {day}": "empiece el {day} a más tardar",
    "Hire {n} for good by {start}: {begin}.": "Contrate {n} fijos para el {start}: {begin}.",
    "{n} more later.": "{n} más después.",
    "{n} temporary in {month}: {begin}.": "{n} eventuales en {month}: {begin}.",
    "The contracts reach in every week.": "Los contratos bastan en todas las semanas.",
    "The long view for hiring: contacts for twelve months, the people they ask for, and those under contract (known "
    "leave taken off). What agents can do in an hour comes from the latest requirement, so quieter weeks leave more "
    "idle time; shrinkage is its own too. Whoever lacks three months in a row is hired for good, shorter peaks are for "
    "temporary help. v turns to the weeks, o changes the assumptions, r forecasts anew.": (
        "La vista larga para contratar: contactos de doce meses, las personas que piden y las contratadas (sin las "
        "ausencias conocidas). Lo que rinde una hora de agente sale de la última dotación, así que las semanas "
        "tranquilas dejan más tiempo libre; los reductores también son los suyos. Quien falta tres meses seguidos se "
        "contrata fijo; los picos más cortos son para eventuales. v pasa a las semanas, o cambia los supuestos, r "
        "vuelve a prever."
    ),
    "The long view was not computed yet.": "La vista larga aún no se ha calculado.",
    "Twelve months computed; the result is kept.": "Doce meses calculados; el resultado queda guardado.",
    "each channel's own": "los de cada canal",
    "outlook": "vista-larga",
    "r  computes it (a minute or two, Esc stops)": "r  la calcula (uno o dos minutos, Esc detiene)",
    "shrinkage {share}": "reductores {share}",
    "the history changed since": "el histórico ha cambiado",
    "{n} h a contract": "{n} h por contrato",
    # scenarios
    "20 is a fifth more": "20 es una quinta parte más",
    "Contracts": "Contratos",
    "Agent-hours by channel under every scenario, with the change.": (
        "Horas de agente por canal en cada escenario, con el cambio."
    ),
    "Choose a scenario's row first.": "Elija antes la fila de un escenario.",
    "Comparing": "Comparando",
    "Contacts, ± %": "Contactos, ± %",
    "Handle time, ± %": "Tiempo de gestión, ± %",
    "Make {name} count": "Aplicar {name}",
    "New scenario": "Escenario nuevo",
    "One scenario a row, the forecast as it stands first. The bar is its agent-hours, the mark | what contracts "
    "give.": (
        "Un escenario por fila; primero la previsión actual. La barra son sus horas de agente, la marca | lo que dan "
        "los contratos."
    ),
    "Scenario": "Escenario",
    "Scenario kept.": "Escenario guardado.",
    "Scenario taken out.": "Escenario quitado.",
    "Taking out": "Quitando",
    "Self-service, %": "Autoservicio, %",
    "What-ifs on the week's forecast side by side: contacts and the agent-hours required with shrinkage, worked out as "
    "the requirement is. n adds one: a stronger event, longer contacts, more self-service. a makes the chosen one "
    "count, as corrections of the forecast with a reason.": (
        "Supuestos sobre la previsión de la semana, uno al lado de otro: contactos y horas de agente necesarias con "
        "reductores, calculadas como la dotación. n añade uno: un evento más fuerte, contactos más largos, más "
        "autoservicio. a aplica el elegido, como correcciones de la previsión con su motivo."
    ),
    "compare": "comparar",
    "contacts {change}": "contactos {change}",
    "empty: the whole week": "vacío: toda la semana",
    "handle time {change}": "tiempo de gestión {change}",
    "n  adds a scenario": "n  añade un escenario",
    "self-service {share}": "autoservicio {share}",
    "share of contacts that bots take": "parte de los contactos que atienden los bots",
    "such as: Black Friday +20 %": "por ejemplo: Black Friday +20 %",
    "{hours} agent-hours required, {contract} in the contracts": (
        "{hours} horas de agente necesarias, {contract} en los contratos"
    ),
    "{n} corrections entered; x on the forecast takes them back.": (
        "{n} correcciones hechas; x en la previsión las deshace."
    ),
    "A scenario has a name.": "Un escenario tiene nombre.",
    "Give a change of contacts, handle time or self-service.": (
        "Indique un cambio de contactos, tiempo de gestión o autoservicio."
    ),
    "Go to its week first.": "Vaya antes a su semana.",
    "The scenario changes nothing.": "El escenario no cambia nada.",
    "The scenario's days lie outside these weeks.": "Los días del escenario quedan fuera de estas semanas.",
    "Write one such as Black Friday +20 %.": "Escriba uno como Black Friday +20 %.",
    # today
    "Each channel's day: what was forecast, what came against what was expected by now, how the rest was moved, and "
    "the day's new total.": (
        "El día de cada canal: lo previsto, lo que llegó frente a lo esperado hasta ahora, cuánto se movió el resto y "
        "el nuevo total del día."
    ),
    "Look again": "Volver a mirar",
    "No forecast by interval covers today.": "Ninguna previsión por intervalos cubre hoy.",
    "Now expected": "Ahora se espera",
    "Rest": "Resto",
    "Rest moves": "Cambio",
    "The day by the hour over all channels: the bar is what came or is now expected, the mark | what was forecast.": (
        "El día por horas, todos los canales: la barra es lo que llegó o ahora se espera, la marca | lo previsto."
    ),
    "The day is back to what was forecast; the corrections are taken back.": (
        "El día vuelve a lo previsto; las correcciones quedan deshechas."
    ),
    "The rest of today, forecast again from what came so far. The more of the day is known, the more it counts. a "
    "makes it count as a correction of the forecast for the rest of the day, in place of an earlier one; the "
    "requirement then moves with it.": (
        "El resto de hoy, previsto de nuevo con lo llegado hasta ahora. Cuanto más se sabe del día, más cuenta. a lo "
        "aplica como corrección de la previsión para el resto del día, en lugar de otra anterior; la dotación se mueve "
        "con ella."
    ),
    "known until {time}": "conocido hasta las {time}",
    "nothing of today is known yet: 6 imports contacts": "aún no se sabe nada de hoy: 6 importa contactos",
    "the day: {n} contacts, {change}": "el día: {n} contactos, {change}",
    "{n} corrections entered for the rest of the day.": "{n} correcciones para el resto del día.",
    "Import this morning's contacts: {command}": "Importe los contactos de esta mañana: {command}",
    "Look again later.": "Vuelva a mirar más tarde.",
    "Nothing of today is known yet.": "Aún no se sabe nada de hoy.",
    "The day goes as forecast: nothing moved by {share}.": "El día va según lo previsto: nada se movió un {share}.",
    "re-forecast at {time}: {came} came, {expected} were expected": (
        "nueva previsión a las {time}: llegaron {came}, se esperaban {expected}"
    ),
    # outliers, publications, corrections, commands
    "A day is left out for a reason.": "Un día se excluye por algún motivo.",
    "Look at the list of days left out: {command}": "Mire la lista de días excluidos: {command}",
    "Write one, such as: web shop down.": "Escriba uno, por ejemplo: web caída.",
    "{day} is not left out on its own.": "{day} no está excluido por sí solo.",
    "A number of contacts for all channels would count once for each of them.": (
        "Un número de contactos para todos los canales contaría una vez en cada uno."
    ),
    "Name the channel ({names}), or change all by per cent.": "Nombre el canal ({names}), o use un porcentaje.",
    "Publication {id} locks nothing.": "La publicación {id} no fija nada.",
    "No backtest was run yet: {command}": "Aún no se ha medido en el pasado: {command}",
    "Nothing of {day} is known yet; the forecast stands.": "Aún no se sabe nada del {day}; vale la previsión.",
    "Nothing was published yet: {command}": "Aún no se ha publicado nada: {command}",
    "Publication {id} locks nothing any more; run the forecast again.": (
        "La publicación {id} ya no fija nada; vuelva a prever."
    ),
    "Published: {n} contacts from {first} to {last}.": "Publicada: {n} contactos del {first} al {last}.",
    "There is no scenario {name}.": "No existe el escenario {name}.",
    "{day} counts again from the next forecast on.": "{day} vuelve a contar desde la próxima previsión.",
    "{day} is left out; the next forecast does without it.": "{day} queda excluido de la próxima previsión.",
    "{hours} agent-hours": "{hours} horas de agente",
    "{n} corrections entered.": "{n} correcciones hechas.",
    "{option} {value!r} is not a time.": "{option} {value!r} no es una hora.",
    # the engine
    "{channel}: contacts come only now and then; expect a level, not a pattern.": (
        "{channel}: los contactos llegan solo de vez en cuando; espere un nivel, no un patrón."
    ),
    "A column is missing or cannot be read.": "Falta una columna o no se puede leer.",
    "An unknown kind of correction.": "Una clase de corrección desconocida.",
    "A share must lie between 0 and 1.": "Una proporción va de 0 a 1.",
    "The present time has no time zone.": "La hora actual no tiene zona horaria.",
    "A number makes no sense here.": "Un número no tiene sentido aquí.",
    "That many weeks cannot be looked ahead.": "No se pueden mirar tantas semanas adelante.",
    "The time zone is unknown.": "La zona horaria es desconocida.",
    "{event} has been changed or taken out meanwhile.": "Entretanto se ha cambiado o quitado {event}.",
}
