"""Spanish of the terminal program's explanations: F1, empty states, notes of forms and questions."""

MESSAGES = {
    "A new draft is made; the published roster stays until you publish again.": (
        "Se hace un borrador nuevo; el cuadrante publicado sigue en pie hasta que vuelva a publicar."
    ),
    "A roster that is already made does not change by itself: solve it again.": (
        "Un cuadrante ya hecho no cambia solo: vuelva a resolverlo."
    ),
    "An empty workspace is made at {path}.": "Se crea un espacio de trabajo vacío en {path}.",
    (
        "Choose what the file holds. CSV and Excel files are read as they are spelled: separators, decimal commas, "
        "day-first dates and encodings are shown before anything is stored, and o changes how they are read."
    ): (
        "Elija qué contiene el fichero. Los CSV y Excel se leen tal como están escritos: separadores, coma decimal, "
        "fechas con el día delante y codificación se muestran antes de guardar nada, y o cambia cómo se leen."
    ),
    (
        "Contacts and handle time make the load in agents at work all the time; agents is what the target asks for; "
        "required adds the minimum and shrinkage."
    ): (
        "Contactos por tiempo medio dan la carga en agentes ocupados sin pausa; agentes es lo que pide el objetivo; "
        "la dotación añade el mínimo y los reductores."
    ),
    (
        "Contacts times handle time make the load; the target of the channel says how many people carry it in time, "
        "and shrinkage adds those who are paid but away. Choose a channel above; below stands each interval of one "
        "day with what decided it. t changes the targets of the channel, then r works the week out again."
    ): (
        "Contactos por tiempo medio dan la carga; el objetivo del canal dice cuántas personas la atienden a tiempo, "
        "y los reductores añaden a quienes cobran pero no están. Elija arriba un canal; abajo está cada intervalo de "
        "un día con lo que lo decidió. t cambia los objetivos del canal y r recalcula la semana."
    ),
    "d  look around in the sample shop (your data stay untouched)\nn  start an empty workspace": (
        "d  curiosear en la tienda de ejemplo (sus datos no se tocan)\nn  empezar un espacio de trabajo vacío"
    ),
    (
        "Each line is an agent, each column a piece of time; the letter in a shift is the channel. Arrows move the "
        "cursor, Tab goes to the next shift. m moves a shift, s stretches its end (with Shift its start), b moves a "
        "break or adds one: use ← and → and see the effect below, then Enter keeps it and Esc leaves it. g gives the "
        "shift to somebody else: ↑ and ↓ choose who, and what they have on that day comes back. l locks a shift so "
        "that solving leaves it alone."
    ): (
        "Cada línea es un agente y cada columna un trozo de tiempo; la letra dentro de un turno es el canal. Las "
        "flechas mueven el cursor y Tab salta al turno siguiente. m mueve un turno, s alarga su final (con Mayús su "
        "inicio), b mueve un descanso o añade uno: use ← y → y mire el efecto debajo; Intro lo guarda y Esc lo deja. "
        "g cede el turno a otra persona: ↑ y ↓ eligen a quién, y lo que tenga ese día vuelve a cambio. l fija un turno "
        "para que al resolver no se toque."
    ),
    "Empty lines are found out by looking at the file. What you tell is remembered for files like this.": (
        "Lo que deje vacío se deduce del fichero. Lo que indique se recuerda para ficheros como este."
    ),
    (
        "Events of the calendar and of your shop, with what they did to contacts in the past, and your corrections "
        "with their reasons."
    ): (
        "Eventos del calendario y de su tienda, con lo que hicieron a los contactos otras veces, y sus correcciones "
        "con sus motivos."
    ),
    "Every cell that cannot be taken, with its row as a spreadsheet counts it and what mends it.": (
        "Cada celda que no se puede tomar, con su fila tal como la cuenta la hoja de cálculo y cómo se arregla."
    ),
    (
        "Filled columns are the people scheduled, the rule is the people required, hatched red (▒) is what is "
        "missing. With k you see one channel at a time."
    ): (
        "Las columnas llenas son las personas en turno, la raya las necesarias, y lo rayado en rojo (▒) lo que "
        "falta. Con k ve un canal cada vez."
    ),
    (
        "How many contacts are coming, per half-hour or day, against last year. The list names what moves them: "
        "public holidays, the commercial calendar, your shop's events and your own corrections. o corrects the "
        "forecast, for example when marketing announces more; each correction carries its reason and x takes it back. "
        "p publishes weeks and locks them (▣): neither newer forecasts nor corrections move them until p releases them."
    ): (
        "Cuántos contactos llegan, por media hora o por día, frente al año pasado. La lista dice qué los mueve: "
        "festivos, calendario comercial, eventos de su tienda y sus correcciones. o corrige la previsión, por "
        "ejemplo cuando marketing anuncia más; cada corrección lleva su motivo y x la deshace. p publica semanas y "
        "las fija (▣): ni previsiones nuevas ni correcciones las mueven hasta que p las libera."
    ),
    (
        "Nothing is stored before you have seen it. Choose a kind and a file, look at the columns, the first rows "
        "and what is wrong, then i takes all rows in at once or, when a row is wrong, none. The same file twice "
        "changes nothing."
    ): (
        "No se guarda nada sin que lo vea antes. Elija qué es y qué fichero, mire las columnas, las primeras filas "
        "y lo que está mal; luego i toma todas las filas de una vez o, si alguna está mal, ninguna. El mismo fichero "
        "dos veces no cambia nada."
    ),
    "One line a channel with its target and what it asks for in the week. ← and → change the day below.": (
        "Una línea por canal con su objetivo y lo que pide en la semana. ← y → cambian el día de abajo."
    ),
    (
        "One line an agent: contract, skills, and the seven days of the week with time off (░) and wishes (f free, a "
        "at work, e early, l late). On the right everything known of the agent under the cursor. n enters time off, "
        "w a wish, x takes the next time off out. i says that the agent is ill and mends the roster."
    ): (
        "Una línea por agente: contrato, canales y los siete días de la semana con ausencias (░) y deseos (l libre, "
        "p presente, m mañana, t tarde). A la derecha, todo lo que se sabe del agente bajo el cursor. n anota una "
        "ausencia, w un deseo y x quita la próxima ausencia. i da de baja al agente y repara el cuadrante."
    ),
    "The agents employed in this week. c copies the table, e exports it.": (
        "Los agentes con contrato esta semana. c copia la tabla y e la exporta."
    ),
    (
        "The answer of the week: what is coming, where people are missing, and what to do next. The plan is six "
        "steps; Enter takes the one that is marked, and its letter takes it from anywhere on this screen. A step "
        "marked ↻ was done before something it rests on changed: do it again."
    ): (
        "La respuesta de la semana: qué viene, dónde falta gente y qué hacer ahora. El plan son seis pasos; Intro da "
        "el que está marcado y su letra lo da desde cualquier sitio de esta pantalla. Un paso marcado ↻ se dio antes "
        "de que cambiara algo en lo que se apoya: repítalo."
    ),
    (
        "The bright line is the forecast, the shade its band: in eight of ten weeks the contacts fall inside. Dots "
        "are the same days of last year, small circles what really came. ← and → read single values."
    ): (
        "La línea viva es la previsión y la sombra su banda: en ocho de cada diez semanas los contactos caen dentro. "
        "Los puntos son los mismos días del año pasado y los circulitos lo que llegó de verdad. ← y → leen valor a "
        "valor."
    ),
    (
        "The cost counts what the roster bends: people missing, wishes, uneven weekends. The bound is the cost that "
        "no roster can go below. When the gap is small, waiting longer gains little. Esc stops and keeps the best "
        "roster."
    ): (
        "El coste cuenta lo que el cuadrante cede: personas que faltan, deseos, fines de semana desiguales. La cota "
        "es el coste del que ningún cuadrante puede bajar. Con poco margen, esperar más apenas mejora. Esc detiene y "
        "guarda el mejor."
    ),
    "The ending decides: .xlsx for Excel, .csv for other programs, .ics for calendars.": (
        "La terminación decide: .xlsx para Excel, .csv para otros programas, .ics para calendarios."
    ),
    "The files taken in, newest first.": "Los ficheros importados, el más reciente primero.",
    "The first rows of the file under the columns they were taken for.": (
        "Las primeras filas del fichero bajo las columnas por las que se han tomado."
    ),
    "The newest is worked on; older ones can be read.": "Se trabaja en la más reciente; las anteriores se pueden leer.",
    "The next forecast takes it into account.": "La próxima previsión lo tendrá en cuenta.",
    "This very file was imported before: importing it again changes nothing.": (
        "Este mismo fichero ya se importó: volver a importarlo no cambia nada."
    ),
    (
        "Who works when, and whether that is enough. r solves the week: locked shifts stay, rules are kept, and the "
        "best roster so far is shown while it improves. Change shifts by hand with m, s, b, g, n and x; the line under "
        "the grid says at once what that does. w says why, i mends the roster when somebody is ill, t checks a swap. p "
        "makes the roster binding, e writes it as Excel, CSV or calendar file."
    ): (
        "Quién trabaja cuándo, y si basta. r resuelve la semana: los turnos fijados se quedan, las reglas se cumplen "
        "y se ve el mejor cuadrante mientras mejora. Cambie turnos a mano con m, s, b, g, n y x; la línea bajo la "
        "rejilla dice al momento qué supone. w dice por qué, i repara el cuadrante cuando alguien falta, t comprueba "
        "un cambio de turno. p hace firme el cuadrante, e lo escribe como Excel, CSV o calendario."
    ),
    "Two people changed this roster": "Dos personas han cambiado este cuadrante",
    "Take theirs; my last change is lost": "Quedarme con lo de la otra persona; mi último cambio se pierde",
    "Keep mine as a new draft beside it; theirs stays among the versions": (
        "Guardar lo mío como borrador nuevo; lo de la otra persona queda entre las versiones"
    ),
    "Your change touches {n} shifts.": "Su cambio toca {n} turnos.",
    "Work is under way. Quit and lose it?": "Hay trabajo en marcha. ¿Salir y perderlo?",
    "r  forecasts it from the contact history": "r  la prevé a partir del histórico de contactos",
    "r  solves it from the requirement and the contracts of {n} agents": (
        "r  lo resuelve a partir de la dotación y los contratos de {n} agentes"
    ),
    "r  works it out from the forecast and the targets of the channels": (
        "r  la calcula a partir de la previsión y los objetivos de los canales"
    ),
    "↻ the forecast or a target changed since: r works it out again": (
        "↻ la previsión o un objetivo han cambiado: r la recalcula"
    ),
    "✓ Every hard rule was re-checked and holds.": "✓ Se han revisado todas las reglas obligatorias y se cumplen.",
    "✗ {n} hard rules are broken; publishing waits until they are mended.": (
        "✗ {n} reglas obligatorias incumplidas; no se puede publicar hasta arreglarlas."
    ),
    "✗ {n} problem: mend the file, then f reads it again. Nothing is stored.": (
        "✗ {n} problema: corrija el fichero y f lo vuelve a leer. No se guarda nada."
    ),
    "✗ {n} problems: mend the file, then f reads it again. Nothing is stored.": (
        "✗ {n} problemas: corrija el fichero y f lo vuelve a leer. No se guarda nada."
    ),
}
