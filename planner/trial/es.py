"""Spanish of simulation, feedback, what-if and value: services, commands, screens."""

MESSAGES = {
    # services
    "The roster was simulated: {n} intervals short. The requirement goes from {asked} to {enough} agent-hours.": (
        "Cuadrante simulado: {n} intervalos cortos. La dotación pasa de {asked} a {enough} horas de agente."
    ),
    "simulating {channel}": "simulando {channel}",
    "simulating the week": "simulando la semana",
    "simulation": "simulación",
    "spread": "incertidumbre",
    "{name} = {value} is no change of a handling time.": "{name} = {value} no es un cambio de tiempo de gestión.",
    "Give it above -1; 0.1 is a tenth longer.": "Dé un valor mayor que -1; 0,1 es una décima parte más.",
    "Give it between 0 and {top}.": "Dé un valor entre 0 y {top}.",
    "{channel}: contacts {value} in these days": "{channel}: contactos {value} en estos días",
    "{channel}: handling time {value} in these days": "{channel}: tiempo de gestión {value} en estos días",
    "{channel}: handling time {value} at every level": "{channel}: tiempo de gestión {value} en cada nivel",
    "{channel}: service level {value}": "{channel}: nivel de servicio {value}",
    "{channel}: shrinkage {value}": "{channel}: reductores {value}",
    "what if: bots and self-service": "y si…: bots y autoservicio",
    "what if: handling time": "y si…: tiempo de gestión",
    "There is no channel {channel}.": "No existe el canal {channel}.",
    "{channel} may wait: nobody hangs up there.": "{channel} puede esperar: ahí nadie cuelga.",
    "Say what live and chat channels sell.": "Indique lo que venden los canales de voz y de chat.",
    "{name} = {value} is no amount.": "{name} = {value} no es un importe.",
    "Give it in euros, 0 or more.": "Indíquelo en euros, 0 o más.",
    # commands
    "{hours} agent-hours ({change}), {agents} agents at the peak.": (
        "{hours} horas de agente ({change}), {agents} agentes en el pico."
    ),
    "Version {n}, {days} days simulated, {hours} agent-hours on duty.": (
        "Versión {n}, {days} días simulados, {hours} horas de agente presentes."
    ),
    "--undo and --from-roster exclude each other.": "--undo y --from-roster se excluyen.",
    "Give one of them.": "Indique solo uno.",
    "Work the requirement out again: {command}": "Vuelva a calcular la dotación: {command}",
    "Cost {cost} (before: {before}).": "Coste {cost} (antes: {before}).",
    "Which channel?": "¿Qué canal?",
    "Name it: {command}": "Nómbrelo: {command}",
    "No channel says what it sells.": "Ningún canal dice lo que vende.",
    "{option} {value!r} is not a number.": "{option} {value!r} no es un número.",
    "Not said what they sell: {names}. Say it: {command}": "No se sabe lo que venden: {names}. Indíquelo: {command}",
    "No cost an hour is known for {names}; give --cost.": "No se conoce el coste por hora de {names}; indique --cost.",
    "The requirement is the formula's again: {n} agent-hours.": (
        "La dotación vuelve a ser la de la fórmula: {n} horas de agente."
    ),
    "Back to the formula: {command}": "Volver a la fórmula: {command}",
    "--set {text!r} names no slider.": "--set {text!r} no nombra ningún control.",
    "Write it as {example}; channels: {names}.": "Escríbalo así: {example}; canales: {names}.",
    "{channel} {when}: service level asks {service}, profit {profit}; {gain} in the interval": (
        "{channel} {when}: el nivel de servicio pide {service}, el beneficio {profit}; {gain} en el intervalo"
    ),
    "{channel} sells nothing yet.": "{channel} todavía no vende nada.",
    "Give --conversion, --average-order and --margin.": "Indique --conversion, --average-order y --margin.",
    # simulation screen
    "Simulation": "Simulación",
    "The roster is tried on thousands of days drawn from the forecast and its doubt: calls, chats and work that may "
    "wait, shared skills, breaks, people away by chance. A digit in the map is the share answered in time (8: 80 to "
    "89 %), red hours miss the promise by more than chance. f corrects the requirement where the formula is wrong.": (
        "El cuadrante se prueba en miles de días sacados de la previsión y su incertidumbre: llamadas, chats y trabajo "
        "que puede esperar, competencias compartidas, descansos, ausencias al azar. Una cifra del mapa es la parte "
        "atendida a tiempo (8: del 80 al 89 %); las horas en rojo incumplen lo prometido más allá del azar. f corrige "
        "la dotación donde la fórmula se equivoca."
    ),
    "Simulate": "Simular",
    "Correct requirement": "Corregir dotación",
    "By the formula": "Según la fórmula",
    "Skills / planned": "Competencias / plan",
    "1 interval short": "1 intervalo corto",
    "{n} intervals short": "{n} intervalos cortos",
    "The whole week by channel: answered in time with its doubt, the promise, mean wait, lost, how busy those are who "
    "serve it, work left over at worst, and hours that miss the promise.": (
        "La semana entera por canal: atendido a tiempo con su margen, lo prometido, espera media, perdidos, ocupación "
        "de quienes lo atienden, el mayor trabajo pendiente y las horas que incumplen lo prometido."
    ),
    "Answered in time through the day. The shade holds eight days in ten, the dashed rule is the promise; bars below "
    "are the contacts.": (
        "Atendido a tiempo a lo largo del día. La sombra abarca ocho días de cada diez, la línea discontinua es lo "
        "prometido; las barras de abajo son los contactos."
    ),
    "In time": "A tiempo",
    "Promised": "Meta",
    "Wait": "Espera",
    "Missed": "Incumple",
    "Lost": "Perdidos",
    "Busy": "Ocup.",
    "Left over": "Pend.",
    "Simulating the roster": "Simulando el cuadrante",
    "Correcting the requirement": "Corrigiendo la dotación",
    "There is no roster to simulate in this week yet.": "Todavía no hay cuadrante que simular en esta semana.",
    "4  solves one": "4  calcula uno",
    "The roster is being simulated.": "Se está simulando el cuadrante.",
    "thousands of days, some seconds": "miles de días, unos segundos",
    "nothing arrives": "no llega nada",
    "of {promised} promised": "de {promised} prometido",
    "– short": "– corto",
    "{n} due, {h} h left over": "vencen {n}, quedan {h} h",
    "wait {s} s, {share} lost": "espera {s} s, {share} perdidos",
    "Correct the requirement": "Corregir la dotación",
    "It is kept as the requirement of the week; u takes it back. Solve the roster again afterwards.": (
        "Queda como dotación de la semana; u la deshace. Después, vuelva a calcular el cuadrante."
    ),
    "Export the simulation": "Exportar la simulación",
    "answered in time, in tens of per cent:": "atendido a tiempo, en decenas de %:",
    "nobody asks": "nadie pregunta",
    "version {n}": "versión {n}",
    "{n} days simulated": "{n} días simulados",
    "of {n}": "de {n}",
    "Each channel by itself: the fewest agents that meet every interval": (
        "Cada canal por sí solo: los mínimos agentes que cumplen en cada intervalo"
    ),
    "From this roster: one agent more or fewer where it shows": (
        "Desde este cuadrante: un agente más o menos donde se ve"
    ),
    "misses the promise": "incumple",
    "keeps it": "cumple",
    "generous": "sobrado",
    "everybody": "todos",
    "planned channel only": "solo el canal planificado",
    # what-if screen
    "What if": "Y si…",
    "Channel before": "Canal anterior",
    "As it stands": "Como está",
    "Make it so": "Aplicar",
    "make it so": "aplicar",
    "Targets and shrinkage are set on the channels for good; contacts and handling time become corrections of this "
    "week's forecast, which the Forecast screen takes back. {now} h become {then} h.": (
        "Los objetivos y los reductores quedan fijados en los canales; los contactos y el tiempo de gestión pasan a "
        "ser correcciones de la previsión de esta semana, que la pantalla Previsión deshace. {now} h pasan a {then} h."
    ),
    "What each channel asks for with its sliders, and the change against today: people rostered at the peak, hours "
    "with shrinkage, and what they cost.": (
        "Lo que pide cada canal con sus controles y el cambio respecto a hoy: personas en el pico, horas con "
        "reductores y lo que cuestan."
    ),
    "{n} at the peak": "{n} en el pico",
    "±": "±",
    "Cost": "Coste",
    "2  and then r forecasts it from the contact history": "2  y luego r la prevé a partir del histórico de contactos",
    "Handling time": "Tiempo de gestión",
    "Bots, self-service": "Bots, autoservicio",
    "{n} contracts": "{n} contratos",
    "No slider was moved.": "No se ha movido ningún control.",
    "people with the sliders": "personas con los controles",
    "as things stand": "como está ahora",
    "3 then r works the requirement out with it.": "3 y luego r calcula la dotación con ello.",
    "↑ and ↓ choose a slider, ← and → move it by a step, Page up and Page down by ten, Home and End to the ends, 0 "
    "back to where it stood. The figures below follow at once; nothing is changed until you say so.": (
        "↑ y ↓ eligen un control, ← y → lo mueven un paso, RePág y AvPág diez, Inicio y Fin a los extremos, 0 adonde "
        "estaba. Las cifras de abajo cambian al momento; nada se guarda hasta que usted lo diga."
    ),
    "Slider above": "Control de arriba",
    "Slider below": "Control de abajo",
    "Less": "Menos",
    "Much more": "Mucho más",
    "Much less": "Mucho menos",
    "Least": "Mínimo",
    "Most": "Máximo",
    "As it stood": "Como estaba",
    # value screen
    "One agent more lets fewer customers hang up; each contact kept is worth conversion times order times margin. In "
    "the map + are hours where profit asks for more people than the promise, − where it asks for fewer, = where they "
    "agree. s says what a channel sells; the promise is yours to keep, this only says what it costs.": (
        "Con un agente más cuelgan menos clientes; cada contacto conservado vale conversión por pedido por margen. En "
        "el mapa, + son horas en que el beneficio pide más personas que lo prometido, − en que pide menos, = en que "
        "coinciden. s indica lo que vende un canal; lo prometido lo decide usted, aquí solo se ve lo que cuesta."
    ),
    "What it sells": "Lo que vende",
    "Roster / targets": "Cuadrante / objetivos",
    "the next agent earns {gain}/h of {cost}": "el siguiente agente aporta {gain}/h y cuesta {cost}",
    "What a contact brings, what an agent-hour there costs (shrinkage in it), hours that the promise and profit ask "
    "for, what staffing for profit would add, what hanging up and waiting cost now, and in how many intervals one more "
    "agent would earn their cost.": (
        "Lo que aporta un contacto, lo que cuesta una hora de agente presente (con reductores), las horas que piden "
        "lo prometido y el beneficio, lo que añadiría dotar según el beneficio, lo que cuestan ahora los abandonos y "
        "la espera, y en cuántos intervalos un agente más ganaría su coste."
    ),
    "What the next agent would earn an hour, through the day; the dashed rule is what an agent-hour costs. Above it, "
    "one more pays. Bars below are the contacts.": (
        "Lo que aportaría por hora el siguiente agente a lo largo del día; la línea discontinua es lo que cuesta la "
        "hora. Por encima, uno más compensa. Las barras de abajo son los contactos."
    ),
    "A contact": "Un contacto",
    "Hour costs": "Coste/hora",
    "Promise": "Promesa",
    "Profit": "Beneficio",
    "Profit adds": "Añadiría",
    "Lost now": "Se pierde",
    "Pays": "Compensa",
    "agents of the roster": "agentes del cuadrante",
    "agents that keep the promise": "agentes que cumplen lo prometido",
    "the queue never settles: any agent pays": "la cola no se estabiliza: cualquier agente compensa",
    "promise {a}, profit {b} agents": "promesa {a}, beneficio {b} agentes",
    "{n} there": "hay {n}",
    "Saved: what {channel} sells.": "Guardado: lo que vende {channel}.",
    "Nobody's cost an hour is known.": "No se conoce el coste por hora de nadie.",
    "What {channel} sells": "Lo que vende {channel}",
    "Export the value of agents": "Exportar el valor de los agentes",
    "6  imports agents with hourly_cost": "6  importa agentes con hourly_cost",
    "s  says what a call or a chat brings": "s  indica lo que aporta una llamada o un chat",
    "profit against the promise:": "el beneficio frente a lo prometido:",
    "{n} lost to hanging up and waiting": "{n} perdidos por abandonos y espera",
    "profit would add {n}": "el beneficio añadiría {n}",
    "one more pays in {n} intervals": "uno más compensa en {n} intervalos",
    "Contacts that buy, %": "Contactos que compran, %",
    "of those answered": "de los atendidos",
    "Average order, €": "Pedido medio, €",
    "net": "neto",
    "Margin, %": "Margen, %",
    "of the order": "del pedido",
    "Lost for good, %": "Perdidos para siempre, %",
    "of buyers who hang up": "de los compradores que cuelgan",
    "Lost by a minute's wait, %": "Perdido por minuto de espera, %",
    "of the sales": "de las ventas",
    "value": "valor",
    "more people": "más personas",
    "the same": "las mismas",
    "fewer": "menos",
    "not said: {names}": "sin indicar: {names}",
    # heatmap
    "One line a channel, one character an hour of the week. Arrows move the cursor, Home and End go a day back and on; "
    "the line below reads the hour in words and the chart shows its day.": (
        "Una línea por canal, un carácter por hora de la semana. Las flechas mueven el cursor, Inicio y Fin van un día "
        "atrás y adelante; la línea de abajo lee la hora en palabras y el gráfico muestra su día."
    ),
    "Hour before": "Hora anterior",
    "Hour after": "Hora siguiente",
    "Channel above": "Canal de arriba",
    "Channel below": "Canal de abajo",
}
