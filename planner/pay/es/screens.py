"""Spanish of variable pay outside the workbook: screens, commands, refusals."""

MESSAGES = {
    "draft": "borrador",
    "reviewed": "revisado",
    "approved": "aprobado",
    "paid": "pagado",
    "closed": "cerrado",
    "Next step of the month": "Paso siguiente del mes",
    "Acknowledge": "Aceptar avisos",
    "Workbook": "Libro",
    "Month before": "Mes anterior",
    "Month after": "Mes siguiente",
    "Payback": "Rentabilidad",
    "Try a plan": "Probar un plan",
    "Dispute": "Reclamar",
    "Answer a dispute": "Responder a una reclamación",
    "Open again": "Reabrir",
    "Payroll file": "Fichero de nómina",
    "Statement": "Liquidación",
    "{n} people": "{n} personas",
    "{n} flags open": "{n} avisos pendientes",
    "{n} disputes open": "{n} reclamaciones abiertas",
    "Who": "Quién",
    "acknowledge": "aceptar",
    "approve": "aprobar",
    "close the month": "cerrar el mes",
    "open again": "reabrir",
    "Reviewing": "Revisando",
    "Approving": "Aprobando",
    "Closing": "Cerrando",
    "Approve {period}": "Aprobar {period}",
    "Close {period}": "Cerrar {period}",
    "Open {period} again": "Reabrir {period}",
    "Approve {amount} for {n} people?": "¿Aprobar {amount} para {n} personas?",
    "A closed month never changes. Later refunds become adjustments of the next one.":
        "Un mes cerrado no cambia nunca. Las devoluciones posteriores son ajustes del mes siguiente.",
    "Acknowledge {n} flags": "Aceptar {n} avisos",
    "Why it is right": "Por qué es correcto",
    "Dispute {line} of {agent}": "Reclamar {line} de {agent}",
    "What is wrong with it": "Qué está mal",
    "Open disputes": "Reclamaciones abiertas",
    "Answer": "Respuesta",
    "Workbook of {period}": "Libro de {period}",
    "Workbook written to {path}": "Libro escrito en {path}",
    "Every amount is a live formula over parameters and data.":
        "Cada importe es una fórmula viva sobre parámetros y datos.",
    "There is no plan of variable pay yet.": "Todavía no hay ningún plan de retribución variable.",
    "P  opens the editor with a plan to start from": "P  abre el editor con un plan para empezar",
    "There are no sales yet.": "Todavía no hay ventas.",
    "6  imports sales, refunds and KPIs": "6  importa ventas, devoluciones e indicadores",
    "One line a person with each component of the plan and what is paid; ✗ cannot be computed yet. Enter opens the "
    "statement.":
        "Una línea por persona con cada componente del plan y lo que se paga; ✗ no se puede calcular todavía. "
        "Intro abre la liquidación.",
    "What a reviewer must see. ✗ blocks approval and must be mended, ? asks for a yes (k), · is only said.":
        "Lo que hay que mirar antes de aprobar. ✗ lo impide y hay que corregirlo, ? pide un sí (k), · solo "
        "informa.",
    "What each person earns this month, from the orders, refunds and KPIs that were imported. Enter opens a "
    "person's statement: every line with its derivation and its orders. A month goes from draft to reviewed, "
    "approved, paid and closed; what blocks must be mended first. A closed month never changes: what comes later "
    "stands as an adjustment in the open one.":
        "Lo que gana cada persona este mes, según los pedidos, devoluciones e indicadores importados. Intro abre "
        "la liquidación de una persona: cada línea con su cálculo y sus pedidos. Un mes pasa de borrador a "
        "revisado, aprobado, pagado y cerrado; lo que lo impide se corrige antes. Un mes cerrado no cambia nunca: "
        "lo que llega después es un ajuste en el mes abierto.",
    "Adjustment {period}": "Ajuste de {period}",
    "Adjustment": "Ajuste",
    "As paid": "Como se pagó",
    "As it is today": "Como sale hoy",
    "Balance before": "Saldo anterior",
    "Balance after": "Saldo posterior",
    "Advanced": "Anticipado",
    "Written off": "Condonado",
    "Channel, stage, campaign": "Canal, fase, campaña",
    "Credited": "Atribuido",
    "Date": "Fecha",
    "How": "Cómo",
    "Step": "Paso",
    "Gate factor": "Factor de filtros",
    "After the plan's cap": "Tras el tope del plan",
    "After the budget": "Tras el presupuesto",
    "not calculable": "no calculable",
    "Not payable while a line is not calculable.": "No se puede pagar mientras una línea no sea calculable.",
    "How the line comes about, step by step, exact until the last.":
        "Cómo sale la línea, paso a paso, exacta hasta el último.",
    "One line a component of the plan, rounded once, and why it is what it is. The tables below follow the cursor; "
    "d disputes the line.":
        "Una línea por componente del plan, redondeada una vez, y su porqué. Las tablas de abajo siguen al cursor; "
        "d reclama la línea.",
    "The order lines and refunds that the line counts.": "Las líneas de pedido y devoluciones que cuentan.",
    "{n} of {all} days, working time {fte}": "{n} de {all} días, jornada {fte}",
    "{cause}, {period}, {orders}": "{cause}, {period}, {orders}",
    "credited sales minus refunds": "ventas atribuidas menos devoluciones",
    "credited units": "unidades atribuidas",
    "monthly quota * counted days / days * fte * ramp": "objetivo mensual * días contados / días * jornada * rampa",
    "rate of the tier reached": "tipo del tramo alcanzado",
    "each slice at its tier's rate": "cada porción al tipo de su tramo",
    "the worst factor of the gates missed": "el peor factor de los filtros no superados",
    "gross * gate": "bruto * filtro",
    "round(weighted, 2)": "redondear(ponderado; 2)",
    "target bonus * counted days / days * fte": "incentivo al 100 % * días contados / días * jornada",
    "target * factor": "incentivo * factor",
    "base * factor": "base * factor",
    "Factor before its cap": "Factor antes del tope",
    "for other teams": "para otros equipos",
    "capped": "tras el tope", "gate": "filtro", "weighted": "ponderado", "base": "base", "quota": "objetivo",
    "goal": "meta", "actual": "real", "attainment": "consecución", "factor": "factor", "plan cap": "tope del plan",
    "budget": "presupuesto", "largest remainder": "resto mayor",
    "per_unit": "por unidad",
    "share of the pot by units, largest remainder": "parte de la bolsa por unidades, resto mayor",
    "share of the pot by sales, largest remainder": "parte de la bolsa por ventas, resto mayor",
    "share of the pot by hours, largest remainder": "parte de la bolsa por horas, resto mayor",
    "share of the pot by equal, largest remainder": "parte igual de la bolsa, resto mayor",
    "Pay plan": "Plan de variable",
    "Keep the plan": "Guardar el plan",
    "New version": "Versión nueva",
    "Try it": "Probarlo",
    "all components with a goal": "todos los componentes con objetivo",
    "go back": "volver",
    "kept": "guardado",
    "not kept yet": "sin guardar",
    "mistakes in the plan": "errores en el plan",
    "plan": "plan",
    "quota {quota}": "objetivo {quota}",
    "{pay} at 100 %": "{pay} al 100 %",
    "{plan} is kept.": "{plan} está guardado.",
    "The plan was changed and not kept. Leave it in the editor and go back?":
        "El plan cambió y no se guardó. ¿Dejarlo en el editor y volver?",
    "The plan as text, checked as you type; on the right the pay of a full-time person by attainment, for the "
    "component in which the cursor stands. Ctrl+S keeps the version; once a month under review uses it, changes "
    "need a new one (Ctrl+N). T tries the plan on the last quarter before anybody is paid by it.":
        "El plan como texto, comprobado al escribir; a la derecha, lo que cobra una persona a jornada completa "
        "según su consecución, para el componente del cursor. Ctrl+S guarda la versión; cuando un mes en revisión "
        "la usa, los cambios piden una nueva (Ctrl+N). T prueba el plan con el último trimestre antes de pagar a "
        "nadie con él.",
    "Nothing to draw: no component has a goal.": "Nada que dibujar: ningún componente tiene objetivo.",
    "Pay of one full-time person at each attainment of the goal, component by component or all together.":
        "Lo que cobra una persona a jornada completa según su consecución, por componente o en conjunto.",
    "Cost of the quarter": "Coste del trimestre",
    "If all stood there": "Si todos estuvieran ahí",
    "In force": "Vigente",
    "This plan": "Este plan",
    "Pay of the quarter": "Paga del trimestre",
    "against {plan}": "frente a {plan}",
    "not calculable: {names}": "no calculable: {names}",
    "over budget": "por encima del presupuesto",
    "No cliffs in euros of sales.": "Sin saltos en euros de venta.",
    "{component}: at {at} one cent of sales changes the pay by {jump}":
        "{component}: en {at} un céntimo de venta cambia la paga en {jump}",
    "Cost of the quarter at each level of sales, and if everybody stood exactly at that attainment.":
        "Coste del trimestre con cada nivel de ventas, y si todos estuvieran justo en esa consecución.",
    "Each person on the same months under the plan in force and under this one, biggest loss first.":
        "Cada persona en los mismos meses con el plan vigente y con este, primero quien más pierde.",
    "The plan from the editor (or the one in force) on the last three months: with the sales as they were, and at "
    "80 and 120 % of them; then as if everybody stood exactly at that attainment. Cliffs are places where one cent "
    "of sales moves the pay. Against the plan in force you see who gains and who loses.":
        "El plan del editor (o el vigente) con los tres últimos meses: con las ventas que hubo, y con el 80 y el "
        "120 % de ellas; después, como si todos estuvieran justo en esa consecución. Los saltos son puntos en los "
        "que un céntimo de venta mueve la paga. Frente al plan vigente se ve quién gana y quién pierde.",
    "Trying {level} %": "Probando el {level} %",
    "{plan} on {months} with {n} people": "{plan} en {months} con {n} personas",
    "There is nothing to compare: name another plan than the one in force.":
        "No hay nada que comparar: indique un plan distinto del vigente.",
    "There are no sales before {period}.": "No hay ventas antes de {period}.",
    "Import sales first.": "Importe antes las ventas.",
    "All sales of the shop in the month": "Todas las ventas de la tienda en el mes",
    "Assumptions": "Supuestos",
    "Assumptions saved.": "Supuestos guardados.",
    "Average order": "Pedido medio",
    "Conversion": "Conversión",
    "Break-even at {sales} of sales; {missing} more.": "Equilibrio con {sales} de ventas; {missing} más.",
    "Contacts that became orders, by channel.": "Contactos que acabaron en pedido, por canal.",
    "Cross-sell": "Venta cruzada",
    "Employer social security": "Seguridad Social de la empresa",
    "Group by": "Agrupar por",
    "Margin of {sales} at {margin}": "Margen de {sales} al {margin}",
    "Margin on net sales": "Margen sobre ventas netas",
    "Indicator": "Indicador",
    "Measures of the team against their targets.": "Indicadores del equipo frente a sus objetivos.",
    "Net sales": "Ventas netas",
    "Of service": "Del servicio",
    "Of the shop": "De la tienda",
    "Sales a contact": "Venta por contacto",
    "Satisfaction index": "Índice de satisfacción",
    "none": "ninguna",
    "pre": "antes",
    "during": "durante",
    "post": "después",
    "Share of service sales that would not have come otherwise":
        "Parte de las ventas del servicio que no habría llegado de otro modo",
    "Team: salaries {salaries}, variable {variable}": "Equipo: salarios {salaries}, variable {variable}",
    ", tools {tools}": ", herramientas {tools}",
    "Phone against chat": "Teléfono frente a chat", "phone and chat": "teléfono y chat", "Ratio": "Razón",
    "conversations": "conversaciones", "customers": "clientes",
    "Needs contacts of both channels in the month.": "Hacen falta contactos de ambos canales en el mes.",
    "Conversations": "Conversaciones", "assisted": "asistida", "Upsell": "Venta ampliada", "Gain": "Ganancia",
    "Customers": "Clientes", "{n} seen for {days} days": "{n} seguidos {days} días",
    "assumes {years} years, margin {margin}": "supone {years} años, margen {margin}",
    "Service sales by channel": "Ventas del servicio por canal",
    "Service sales by campaign": "Ventas del servicio por campaña",
    "Service sales by stage": "Ventas del servicio por fase",
    "Service sales by team": "Ventas del servicio por equipo",
    "Conversations with known customers; orders within {hours} h":
        "Conversaciones con clientes conocidos; pedidos en {hours} h",
    "Customers known up to the end of the month": "Clientes conocidos hasta fin de mes",
    "{n} of {all}, g shows the next": "{n} de {all}; g: siguiente",
    "The month is not over: sales so far against a whole month of salaries.":
        "El mes no ha acabado: ventas hasta hoy frente a los salarios de todo el mes.",
    "Known customers": "Clientes conocidos", "{n} orders": "{n} pedidos", "Came again": "Repiten",
    "Came again, first order with service": "Repiten, primer pedido con servicio",
    "Came again, first order without": "Repiten, primer pedido sin servicio",
    "Orders a year": "Pedidos al año", "Value of a customer (LTV)": "Valor de un cliente (LTV)",
    "New customers of the month": "Clientes nuevos del mes",
    "Cost of a new customer (CAC)": "Coste de un cliente nuevo (CAC)", "LTV over CAC": "LTV entre CAC",
    "The additional sales do not pay the team yet.": "Las ventas adicionales aún no pagan al equipo.",
    "The additional sales pay the team.": "Las ventas adicionales pagan al equipo.",
    "Without hourly cost, left out: {names}.": "Sin coste por hora, quedan fuera: {names}.",
    "Margin of the additional sales against what the team costs: salaries with the employer's social security, "
    "variable pay and tools. At 100 % the sales pay the team; the line below says how much is missing. g goes "
    "through channel, campaign, stage, team, phone against chat, conversations and customers; w changes the "
    "assumptions, E all settings.":
        "Margen de las ventas adicionales frente a lo que cuesta el equipo: salarios con la Seguridad Social de la "
        "empresa, variable y herramientas. Con el 100 % las ventas pagan al equipo; la línea de abajo dice cuánto "
        "falta. g recorre canal, campaña, fase, equipo, teléfono frente a chat, conversaciones y clientes; w cambia "
        "los supuestos, E todos los ajustes.",
    "Service sales by channel, campaign, stage or team: net euros after refunds, orders, average order, share of "
    "service sales and of all sales of the shop.":
        "Ventas del servicio por canal, campaña, fase o equipo: euros netos tras devoluciones, pedidos, pedido "
        "medio, parte de las ventas del servicio y de todas las de la tienda.",
    "{name} lies between 0 and 1.": "{name} está entre 0 y 1.",
    "Write 0.35 for 35 %.": "Escriba 0.35 para el 35 %.",
    "{value!r} is not a number.": "{value!r} no es un número.",
    "Write it like 0.35.": "Escríbalo como 0.35.",
    "Describing the workbook": "Describiendo el libro",
    "Writing the workbook": "Escribiendo el libro",
    "End it in .xlsx.": "Termínelo en .xlsx.",
    "{file} is not a name for a workbook.": "{file} no es nombre de libro.",
    "Approve it first.": "Apruébelo antes.",
    "{period} is {state}; payroll takes approved months.": "{period} está {state}; la nómina toma meses aprobados.",
    "The payroll file cannot be written: {why}.": "No se puede escribir el fichero de nómina: {why}.",
    "{file} is not a payroll profile.": "{file} no es un perfil de nómina.",
    "See `docs/variable-pay.md` for its keys.": "Sus claves están en `docs/variable-pay.md`.",
    "{agent} has no statement in {period}.": "{agent} no tiene liquidación en {period}.",
    "LibreOffice is not here; numbers appear when a spreadsheet program opens the file.":
        "No hay LibreOffice; los números aparecen al abrir el fichero con una hoja de cálculo.",
    "Agents that nobody knows here: {names}. Their sales block the month until they are added.":
        "Agentes desconocidos: {names}. Sus ventas impiden aprobar el mes hasta que se añadan.",
    "Rows of closed months ({months}): what they change becomes an adjustment of the open month.":
        "Filas de meses cerrados ({months}): lo que cambien será un ajuste del mes abierto.",
    "No plan is in force in {period}.": "Ningún plan está vigente en {period}.",
    "Take one with `cuadrante pay plan import FILE.toml`.": "Cargue uno con `cuadrante pay plan import FILE.toml`.",
    "Several plans are in force in {period}: {names}.": "Hay varios planes vigentes en {period}: {names}.",
    "Name one with --plan.": "Indique uno con --plan.",
    "Name one.": "Indique uno.",
    "There are several plans: {names}.": "Hay varios planes: {names}.",
    "There is no plan {plan}.": "No hay plan {plan}.",
    "See `cuadrante pay plan list`.": "Mire `cuadrante pay plan list`.",
    "{plan} is not in force in {period}.": "{plan} no está vigente en {period}.",
    "{plan} has no component {component}.": "{plan} no tiene el componente {component}.",
    "{plan} was used in {months} and cannot say something else now.":
        "{plan} se usó en {months} y ya no puede decir otra cosa.",
    "Give the changed plan the version {n}.": "Dé al plan cambiado la versión {n}.",
    "{plan} begins on the same day as {other}; the higher version holds.":
        "{plan} empieza el mismo día que {other}; vale la versión mayor.",
    "{file} is not a plan that can be used.": "{file} no es un plan que se pueda usar.",
    "{file} overlaps another plan.": "{file} se solapa con otro plan.",
    "{period!r} is not a month.": "{period!r} no es un mes.",
    "{period} does not come out as it was paid; the file or the program was altered.":
        "{period} no sale como se pagó; el fichero o el programa fue alterado.",
    "Restore a backup, or look at the audit log.": "Restaure una copia o mire el registro de auditoría.",
    "{months} is not closed yet; its balances and corrections are still missing here.":
        "{months} no está cerrado todavía; aquí faltan aún sus saldos y correcciones.",
    "{months} comes first: it is not closed yet.": "Antes va {months}: no está cerrado todavía.",
    "{n} refunds ({amount}) belong to orders of months that were never settled here; they are in no statement.":
        "{n} devoluciones ({amount}) son de pedidos de meses que nunca se liquidaron aquí; no están en ninguna "
        "liquidación.",
    "Published rosters cover {n} of {all} days; shares by hours rest on those.":
        "Los cuadrantes publicados cubren {n} de {all} días; los repartos por horas se basan en ellos.",
    "Reading sales of {period}": "Leyendo ventas de {period}",
    "Crediting {n} order lines": "Atribuyendo {n} líneas",
    "Looking at closed {period} again": "Revisando {period}, ya cerrado",
    "There is no flag to acknowledge.": "No hay avisos que aceptar.",
    "What blocks must be mended: {text}": "Lo que impide aprobar hay que corregirlo: {text}",
    "{period} was changed by somebody else meanwhile.": "Alguien cambió {period} mientras tanto.",
    "Look again.": "Vuelva a mirarlo.",
    "{period} was paid already; it does not change.": "{period} ya se pagó; no cambia.",
    "Reviewed": "Revisado",
    "Approved": "Aprobado",
    "Paid": "Pagado",
    "Closed": "Cerrado",
    "Opened again": "Reabierto",
    "Inputs changed": "Datos cambiados",
    "Flags acknowledged": "Avisos aceptados",
    "Disputed": "Reclamado",
    "Dispute answered": "Reclamación respondida",
    "Take the steps in order: run, review, approve, close.": "Siga el orden: calcular, revisar, aprobar, cerrar.",
    "Run and review the month again.": "Calcule y revise otra vez el mes.",
    "Approve it once the month is over.": "Apruébelo cuando termine el mes.",
    "Mend what blocks and acknowledge the rest: `cuadrante pay acknowledge`.":
        "Corrija lo que lo impide y acepte el resto: `cuadrante pay acknowledge`.",
    "Answer them first: `cuadrante pay resolve`.": "Respóndalas antes: `cuadrante pay resolve`.",
    "{period}, {plan}: {state}, {n} statements, {amount}": "{period}, {plan}: {state}, {n} liquidaciones, {amount}",
    "--by {value!r} is not known.": "--by {value!r} no se conoce.",
    "Check the name.": "Compruebe el nombre.",
    "Save it as UTF-8 text.": "Guárdelo como texto UTF-8.",
    "There is no file {path}.": "No existe el fichero {path}.",
    "{path} cannot be read: {why}.": "No se puede leer {path}: {why}.",
    "curve(attainment)": "curva(consecución)",
    "rate": "tipo",
    "min(gross, cap)": "mínimo(bruto; tope)",
    "no active day in the period": "ningún día activo en el periodo",
    "attainment set by the plan": "consecución fijada por el plan",
    "decided by hand": "decidido a mano",
    "gross": "bruto",
    "target": "incentivo",
    # settings
    "Pay settings": "Ajustes de retribución", "Settings": "Ajustes", "Setting": "Ajuste", "Change value": "Cambiar",
    "Figures that no file brings: somebody decides them, and every change is in the audit log. Enter changes the "
    "line under the cursor, n adds a tool or a target, x takes one out. Margin and social security move payback; "
    "weights move the satisfaction index; full time moves everybody's quota in open months; a payroll code stands "
    "in the payroll file.":
        "Cifras que ningún fichero trae: alguien las decide y cada cambio queda en el registro. Intro cambia la línea "
        "del cursor, n añade una herramienta o un objetivo, x la quita. El margen y la seguridad social mueven la "
        "rentabilidad; los pesos, el índice de satisfacción; la jornada completa, los objetivos en meses abiertos; "
        "el código de nómina va al fichero de nómina.",
    "Each setting with its value and what it does; Enter changes it.":
        "Cada ajuste con su valor y lo que hace; Intro lo cambia.",
    "Decided by people, not measured: Enter changes a line, n adds a tool or a target.":
        "Lo deciden personas, no se mide: Intro cambia una línea, n añade una herramienta o un objetivo.",
    "Payback and working time": "Rentabilidad y jornada", "Weights of the satisfaction index":
        "Pesos del índice de satisfacción",
    "Tools": "Herramientas", "Targets of the scorecard": "Objetivos del cuadro de mando",
    "Payroll codes": "Códigos de nómina", "Payroll code": "Código de nómina",
    "the id stands for it": "vale el identificador", "empty: the id stands for it": "vacío: vale el identificador",
    "{n} seats at {price}": "{n} puestos a {price}", "{cost} a month": "{cost} al mes",
    "n  adds a tool with what it costs a month": "n  añade una con su coste",
    "lower is better": "menos es mejor", "Lower is better": "Menos es mejor",
    "Years that a customer is kept": "Años que se conserva un cliente", "years": "años",
    "Days to come again": "Días para repetir",
    "Hours from conversation to order": "Horas de la conversación al pedido",
    "Hours a week of full time": "Horas semanales de jornada completa",
    "€ a month; empty: as imported": "€ al mes; vacío: lo importado",
    "All sales of the shop": "Ventas de toda la tienda",
    "1 = 100 %, all of it": "1 = 100 %, todas", "Additional share of service sales": "Parte adicional de las ventas",
    "hours": "horas",
    "Treatment": "Trato", "Handling times": "Tiempos", "Unboxing": "Unboxing",
    "Any weights do; only their proportion counts.": "Sirven cualesquiera pesos; solo cuenta su proporción.",
    "Add what?": "¿Añadir qué?", "a tool with what it costs a month": "una herramienta con su coste al mes",
    "a target of the scorecard": "un objetivo del cuadro de mando", "Take out {name}": "Quitar {name}",
    "It counts no more.": "Ya no cuenta.", "Cost a month": "Coste al mes", "and for each seat": "y por puesto",
    "Seats": "Puestos", "Tool": "Herramienta", "as in the KPIs: csat, nps, fcr, qa …":
        "como en los KPI: csat, nps, fcr, qa …",
    "write {yes} or {no}": "escriba {yes} o {no}", "Saved.": "Guardado.",
    "Add tool or target": "Añadir herramienta u objetivo",
    "{period}: no statement you may read yet.": "{period}: aún no hay liquidaciones que pueda leer.",
    "{n} statements you may read": "{n} liquidaciones que puede leer",
    "History": "Historial", "History of {period}": "Historial de {period}", "the program": "el programa",
    "Nothing was done with this month yet.": "Con este mes aún no se ha hecho nada.",
}  # fmt: skip
