"""Spanish of variable pay: workbook, reasons, flags."""

MESSAGES = {
    # sheets
    "Cover": "Portada", "Parameters": "Parámetros", "People": "Equipo", "Teams": "Equipos", "Hours": "Horas",
    "Data": "Datos", "Workings": "Cálculos", "Sharing": "Repartos", "Settlement": "Liquidación",
    "Adjustments": "Ajustes", "Checks": "Comprobaciones", "Payroll": "Nómina",
    # cover
    "Variable pay": "Retribución variable", "Period": "Periodo", "Plan": "Plan", "From": "Desde", "To": "Hasta",
    "Inputs (hash)": "Datos de entrada (huella)", "Pay": "A pagar", "Flag": "Aviso", "Agent": "Agente",
    "Meaning": "Significado", "Component": "Componente", "Count": "Veces", "Where": "Dónde",
    "Blocks approval": "Impide aprobar", "To be acknowledged": "Pendiente de aceptar", "Note": "Nota",
    "Coloured cells are inputs; every amount is a formula over them.":
        "Las celdas de color son datos; cada importe es una fórmula sobre ellas.",
    "Products are rounded to 8 decimals before the cent, so that binary noise never tips it.":
        "Los productos se redondean a 8 decimales antes del céntimo, para que el ruido binario no lo cambie.",
    "Sales are added up by person; every order line stands in the file of lines.":
        "Las ventas están sumadas por persona; cada línea de pedido está en el fichero de líneas.",
    # parameters
    "Parameter": "Parámetro", "Value": "Valor", "Second value": "Segundo valor",
    "First day of the period": "Primer día del periodo", "Last day of the period": "Último día del periodo",
    "Days in the period": "Días del periodo",
    "Protected leave prorates the target too (1) or keeps it (0)":
        "El permiso protegido prorratea también el objetivo (1) o lo mantiene (0)",
    "A negative result is carried (1) or set to zero (0)": "Un resultado negativo se arrastra (1) o queda en cero (0)",
    "Minimum sample of a gate": "Muestra mínima de un filtro", "Most a person can earn": "Máximo por persona",
    "Budget of the plan": "Presupuesto del plan", "Recoverable draw": "Anticipo recuperable",
    "Gate {metric}: minimum, factor when missed": "Filtro {metric}: mínimo, factor si no se cumple",
    "Gate {metric}: maximum, factor when missed": "Filtro {metric}: máximo, factor si no se cumple",
    "Pays team": "Paga al equipo",
    "Gate missed: {metric} is {value}, at most {max} was allowed":
        "Filtro no cumplido: {metric} es {value}, se permitía {max} como mucho",
    "Only for {teams}": "Solo para {teams}",
    "No rate of {currency} on the order's date; the last one published before was taken":
        "Sin cambio de {currency} en la fecha del pedido; se tomó el último publicado antes",
    "{n} lines name no agent: a conversation with their customer may earn them, otherwise nobody does.":
        "{n} líneas no nombran agente: puede ganarlas una conversación con su cliente; si no, no son de nadie.",
    "Amounts in {currencies} without a rate: import the rates of those days (kind rates).":
        "Importes en {currencies} sin cambio: importe los cambios de esos días (tipo rates).",
    "Name an agent, a split, or the customer_id of the order.":
        "Nombre un agente, un reparto o el customer_id del pedido.",
    "Name the agent, or write no under human for a bot.": "Nombre el agente, o escriba no en human si es un bot.",
    "{value} is neither yes nor no.": "{value} no es ni sí ni no.", "Write yes or no.": "Escriba sí o no.",
    "Conversations with customers": "Conversaciones con clientes", "Exchange rates": "Cambios de divisa",
    "Campaign costs": "Costes de campaña",
    "Gate {metric}: minimum sample": "Filtro {metric}: muestra mínima", "Rate": "Tipo",
    "Euros per unit": "Euros por unidad", "Bonus at target": "Incentivo al 100 %",
    "Attainment set by the plan": "Consecución fijada por el plan", "Pot": "Bolsa",
    "Cap of the component": "Tope del componente", "Weight of the component": "Peso del componente",
    "Budget of the component": "Presupuesto del componente", "Tier {n}: from, rate": "Tramo {n}: desde, tipo",
    "Ramp, month {n}: factor on the quota": "Rampa, mes {n}: factor sobre el objetivo",
    "Weight of {part}": "Peso de {part}", "Target of {part}": "Objetivo de {part}",
    "Point {n} of the curve: attainment, factor": "Punto {n} de la curva: consecución, factor",
    "Slope beyond the last point": "Pendiente tras el último punto", "Highest factor": "Factor máximo",
    "Counts sales from": "Cuenta ventas desde", "Counts sales until": "Cuenta ventas hasta",
    "Counts channel": "Cuenta el canal", "Counts stage": "Cuenta la fase", "Counts campaign": "Cuenta la campaña",
    "Counts assisted (1) or direct (0) sales only": "Cuenta solo ventas asistidas (1) o directas (0)",
    # data
    "No.": "N.º", "Name": "Nombre", "Team no.": "N.º de equipo", "Team": "Equipo", "Start": "Alta", "End": "Baja",
    "FTE": "Jornada", "Active days": "Días activos", "Protected leave": "Permiso protegido",
    "Share of target": "Parte del incentivo", "Share of quota": "Parte del objetivo",
    "Balance brought": "Saldo anterior", "Ramp {component}": "Rampa {component}",
    "Quota {component}": "Objetivo {component}", "KPI {metric}": "KPI {metric}", "Sample {metric}": "Muestra {metric}",
    "Sales {component}": "Ventas {component}", "Person no.": "N.º de persona", "Order": "Pedido", "Line": "Línea",
    "Kind": "Tipo", "First day": "Primer día", "Last day": "Último día", "Channel": "Canal", "Stage": "Fase",
    "Campaign": "Campaña", "Assisted": "Asistida", "Currency": "Moneda", "Amount": "Importe",
    "Units of currency for 1 EUR": "Unidades de moneda por 1 EUR", "Line in EUR": "Línea en EUR", "Weight": "Peso",
    "Share, cents": "Parte, céntimos", "Whole cents": "Céntimos enteros", "Rest": "Resto",
    "Credit EUR": "Atribuido EUR",
    "Units": "Unidades", "In {component}": "En {component}", "{n} lines": "{n} líneas", "sale": "venta",
    "refund": "devolución", "Sales": "Ventas",
    # settlement
    "Part": "Parte", "Actual": "Real", "Goal": "Meta", "Attainment": "Consecución", "Factor": "Factor",
    "Contribution": "Aportación", "Component no.": "N.º de componente", "Base": "Base", "Quota": "Objetivo",
    "Target bonus": "Incentivo objetivo", "Factor or rate": "Factor o tipo", "Gross": "Bruto",
    "After cap": "Tras el tope", "Gates": "Filtros", "Weighted": "Ponderado", "After plan cap": "Tras el tope del plan",
    "After component budget": "Tras el presupuesto del componente",
    "After plan budget": "Tras el presupuesto del plan", "As computed": "Según el cálculo", "Difference": "Diferencia",
    "Rules": "Reglas", "Group": "Grupo", "Value, limit of the group": "Valor, límite del grupo",
    "Rounded, sum of the group": "Redondeado, suma del grupo", "Weight, sum of the group": "Peso, suma del grupo",
    "Share in cents, room of the group": "Parte en céntimos, margen del grupo",
    "Whole cents, sum of the group": "Céntimos enteros, suma del grupo",
    "Rest, spare cents of the group": "Resto, céntimos sobrantes del grupo", "Order of rests": "Orden de restos",
    "Result": "Resultado",
    # adjustments, payroll, checks
    "Closed period": "Periodo cerrado", "Booked in": "Anotado en", "Cause": "Causa", "Orders": "Pedidos",
    "Paid then": "Pagado entonces", "Due by recomputation": "Debido al recalcular",
    "Employee code": "Código de empleado",
    "Lines": "Líneas", "Earned": "Ganado", "Draw": "Anticipo", "Balance carried": "Saldo siguiente",
    "Check": "Comprobación", "Left": "Izquierda", "Right": "Derecha", "Holds": "Se cumple",
    "Lines: settlement and payroll": "Líneas: liquidación y nómina",
    "Lines: live and as computed": "Líneas: fórmula y cálculo",
    "Lines that differ from the computed ones": "Líneas que difieren del cálculo",
    "Pay: live and as computed": "A pagar: fórmula y cálculo",
    "People whose pay differs from the computed": "Personas cuyo importe difiere del cálculo",
    "Credited sales: live and as imported": "Ventas atribuidas: fórmula e importación",
    "Splits: credits and order lines": "Repartos: atribuciones y líneas de pedido",
    "Adjustments: live and as booked": "Ajustes: fórmula y anotación",
    "Balances brought: previous close": "Saldos anteriores: cierre previo",
    "Earned, balances and pay add up": "Ganado, saldos y pago cuadran",
    "Negative pay lines": "Pagos negativos", "Lines that cannot be computed": "Líneas que no se pueden calcular",
    "Pot shared to the cent: {component}": "Bolsa repartida al céntimo: {component}",
    "Budget of {component}": "Presupuesto de {component}",
    "Highest sum of lines and the cap": "Mayor suma de líneas y el tope",
    # statement
    "Variable pay statement": "Liquidación de retribución variable", "Why": "Por qué",
    "{cause}, closed {period}, orders {orders}": "{cause}, cerrado {period}, pedidos {orders}",
    "Refund after close": "Devolución tras el cierre", "Sale that arrived after close": "Venta llegada tras el cierre",
    "Plan changed in retrospect": "Plan cambiado con efecto retroactivo", "Corrected inputs": "Datos corregidos",
    # reasons
    "The period is still open until {end}; the result is provisional":
        "El periodo sigue abierto hasta {end}; el resultado es provisional",
    "Not employed on any day of the period": "Sin ningún día de alta en el periodo",
    "No quota was set, so nothing can be computed": "No hay objetivo fijado, así que no se puede calcular",
    "No measured value of {measure}, so nothing can be computed":
        "No hay valor medido de {measure}, así que no se puede calcular",
    "No team and no scheduled hours, so the team part cannot be computed":
        "Sin equipo ni horas planificadas: la parte de equipo no se puede calcular",
    "On protected leave the whole period": "En permiso protegido todo el periodo",
    "Nobody has a weight in the pot, so nothing of it is paid":
        "Nadie tiene peso en la bolsa y no se paga nada de ella",
    "Under the threshold by {missing} ({part})": "Por debajo del umbral por {missing} ({part})",
    "Attainment {attainment} is under the threshold {threshold} ({part})":
        "La consecución {attainment} no llega al umbral {threshold} ({part})",
    "Gate missed: {metric} is {value}, at least {min} was asked":
        "Filtro no cumplido: {metric} es {value}, se pedía al menos {min}",
    "No credited sales in this component": "Sin ventas atribuidas en este componente",
    "No credited units in this component": "Sin unidades atribuidas en este componente",
    "The budget of {limit} left nothing for this line": "El presupuesto de {limit} no dejó nada para esta línea",
    "Less than half a cent": "Menos de medio céntimo", "The result is zero": "El resultado es cero",
    "Earlier balance of {balance} takes the month's earnings": "El saldo anterior de {balance} absorbe lo ganado",
    "Refunds and adjustments exceed the earnings ({earned})": "Devoluciones y ajustes superan lo ganado ({earned})",
    # flags
    "No quota was set: set one, or decide by hand (an unset target may mean that all is due)":
        "No hay objetivo fijado: fíjelo o decida a mano (sin objetivo puede deberse todo)",
    "No measured value of {measure}: import it, or decide by hand":
        "No hay valor medido de {measure}: impórtelo o decida a mano",
    "No team and no scheduled hours: name a team": "Sin equipo ni horas planificadas: indique un equipo",
    "Protected leave the whole period: decide by hand what is due":
        "Permiso protegido todo el periodo: decida a mano qué se debe",
    "Nobody has a weight in the pot, so nothing of it is paid: import hours or sales":
        "Nadie tiene peso en la bolsa y no se paga nada de ella: importe horas o ventas",
    "{metric}: {n} answers, at least {min_n} needed; the gate was not applied":
        "{metric}: {n} respuestas, hacen falta {min_n}; el filtro no se aplicó",
    "{plan} is not in force in {period}: choose the right version":
        "{plan} no está en vigor en {period}: elija la versión correcta",
    "{plan} ends on {end}, inside the period": "{plan} termina el {end}, dentro del periodo",
    "{plan} pays people whom {other} pays too": "{plan} paga a personas que {other} también paga",
    "At {at} of sales one cent changes the pay by {jump}": "En {at} de ventas un céntimo cambia el pago en {jump}",
    "Listed more than once: keep one row": "Aparece más de una vez: deje una fila",
    "Working time {fte} is not above zero: mend it": "La jornada {fte} no es mayor que cero: corríjala",
    "Left before joining: mend the dates": "Baja anterior al alta: corrija las fechas",
    "Has {sales} of sales, but the plan does not cover this person":
        "Tiene {sales} de ventas, pero el plan no cubre a esta persona",
    "Rows of {rows} name somebody who is not known": "Filas de {rows} nombran a alguien desconocido",
    "{metric} is given twice: keep one value": "{metric} viene dos veces: deje un valor",
    "Rows that had been imported before were ignored": "Se ignoraron filas ya importadas",
    "Two different rows have the same order and line: keep the right one":
        "Dos filas distintas tienen el mismo pedido y línea: deje la correcta",
    "Ordered after the period; left for the next one": "Pedido posterior al periodo; queda para el siguiente",
    "Ordered before the period; belongs to a closed one": "Pedido anterior al periodo; pertenece a uno cerrado",
    "Orders without agent; nobody is credited": "Pedidos sin agente; no se atribuyen a nadie",
    "Sales name somebody who is not known: add the person or mend the row":
        "Ventas de alguien desconocido: añada la persona o corrija la fila",
    "Sales dated outside this person's employment": "Ventas fuera del periodo de alta de esta persona",
    "A split has a negative weight: mend the row": "Un reparto tiene un peso negativo: corrija la fila",
    "A split does not add to 1; it was shared in proportion": "Un reparto no suma 1; se hizo en proporción",
    "An exchange rate on an order in euros was ignored": "Se ignoró un tipo de cambio en un pedido en euros",
    "No exchange rate for {currency} on the order's date: import it":
        "No hay tipo de cambio de {currency} en la fecha del pedido: impórtelo",
    "One order in two currencies; each line was converted at its own rate":
        "Un pedido en dos monedas; cada línea se convirtió a su tipo",
    "A refund without its order is set aside and takes nothing back: import the order":
        "Una devolución sin su pedido queda aparte y no descuenta nada: importe el pedido",
    "A refund of an order of another period; it becomes an adjustment":
        "Una devolución de un pedido de otro periodo; pasa a ser un ajuste",
    "Refunds exceed the order line": "Las devoluciones superan la línea del pedido",
    "{uncapped} was scaled down to the budget of {budget}": "{uncapped} se redujo al presupuesto de {budget}",
    "Leaves with an open balance of {balance}: a person decides; salary is never touched":
        "Se va con un saldo abierto de {balance}: decide una persona; el salario no se toca",
    "Open balance of {balance} of somebody the plan does not cover":
        "Saldo abierto de {balance} de alguien a quien el plan no cubre",
    "Adjustments for somebody the plan does not cover": "Ajustes para alguien a quien el plan no cubre",
    "A line of closed {period} can no longer be computed: mend its inputs":
        "Una línea del periodo cerrado {period} ya no se puede calcular: corrija sus datos",
    # refusals
    "The month is {state}; it must be {expected} first": "El mes está en {state}; antes debe estar en {expected}",
    "The run is of {run}, not of {period}": "El cálculo es de {run}, no de {period}",
    "The inputs changed since the review: review again": "Los datos cambiaron desde la revisión: revise de nuevo",
    "The period is open until {end}": "El periodo está abierto hasta {end}",
    "{count} flags are open, the first is {first}": "Hay {count} avisos abiertos, el primero es {first}",
    "{count} disputes are open, the first by {agent}": "Hay {count} reclamaciones abiertas, la primera de {agent}",
    "A month that is {state} is corrected by adjustments only": "Un mes en {state} solo se corrige con ajustes",
    "{period} is closed": "{period} está cerrado", "There is no open dispute {id}": "No hay reclamación abierta {id}",
    # customers and settings
    "Repeat rate and customer value: import sales with customer_id.":
        "Tasa de repetición y valor del cliente: importe ventas con customer_id.",
    "Conversion of conversations, upsell: import conversations (contact_id, customer_id, agent_id, started_at).":
        "Conversión de conversaciones y venta ampliada: importe conversations (contact_id, customer_id, agent_id, "
        "started_at).",
    "Upsell: import sales with basket_amount, what the basket was worth before the conversation.":
        "Venta ampliada: importe ventas con basket_amount, lo que valía la cesta antes de la conversación.",
    "Cost of a new customer: import campaign_costs of the month.":
        "Coste de un cliente nuevo: importe campaign_costs del mes.",
    "Share of all sales: tell the shop's sales, or import orders without agent too, with their customer_id.":
        "Cuota sobre el total: indique las ventas de la tienda o importe también pedidos sin agente, con customer_id.",
    "{name} is above zero.": "{name} es mayor que cero.",
    "A tool has a name, and no cost below zero.": "Una herramienta tiene nombre y ningún coste bajo cero.",
    "A target is above zero.": "Un objetivo es mayor que cero.",
    "{name} stands twice.": "{name} está dos veces.", "Change the one there is.": "Cambie el que hay.",
    "Weights are not negative, and one is above zero.": "Los pesos no son negativos y alguno es mayor que cero.",
    "{name} is no setting.": "{name} no es un ajuste.", "{name} is not a table.": "{name} no es una tabla.",
    "{file} is not TOML.": "{file} no es TOML.", "{file} cannot be taken.": "{file} no se puede tomar.",
    "Full time is between 1 and 60 hours a week.": "La jornada completa está entre 1 y 60 horas semanales.",
    "{code} is the code of {agent} already.": "{code} ya es el código de {agent}.",
    "Without data in the satisfaction index: {names}.": "Sin datos en el índice de satisfacción: {names}.",
    "{value!r} is not name=value.": "{value!r} no es nombre=valor.",
    "Write --set margin=0.35.": "Escriba --set margin=0.35.",
    "Statements can be read once finance has reviewed the month.":
        "Las liquidaciones se pueden leer cuando finanzas ha revisado el mes.",
    "Satisfaction index: {name} is no score of 0 to 100; it was left out.":
        "Índice de satisfacción: {name} no es una puntuación de 0 a 100; queda fuera.",
}  # fmt: skip
