"""Spanish of thanks, coaching, turnover, rosters beside answers, and the calendar proposed by the team."""

MESSAGES = {
    # codes
    "Personal codes": "Códigos personales",
    "Type your personal code": "Escriba su código personal",
    "This is no personal code of this team.": "No es un código personal de este equipo.",
    "Look at it again, or ask your team lead for a new one.": "Revíselo o pida otro a su responsable.",
    "{agent} is not employed today.": "{agent} no trabaja hoy en la empresa.",
    "Codes are for people who work here. Look at the id.": (
        "Los códigos son para quien trabaja aquí. Revise el identificador."
    ),
    "Hand the codes out and delete the file: whoever holds a code speaks for that person.": (
        "Reparta los códigos y borre el fichero: quien tiene un código habla por esa persona."
    ),
    "{n} codes written to {path}. Hand them out and delete the file.": (
        "{n} códigos escritos en {path}. Repártalos y borre el fichero."
    ),
    "With a code an employee thanks, proposes and votes at a shared terminal. A new code ends the old one.": (
        "Con un código cada persona agradece, propone y vota en un terminal compartido. Un código nuevo anula el "
        "anterior."
    ),
    "Ids": "Identificadores",
    "with commas; empty: everybody who has none": "con comas; vacío: quien no tenga ninguno",
    "Whose vote is it?": "¿De quién es el voto?",
    "Give the personal code with --code or CUADRANTE_CODE.": "Dé el código personal con --code o CUADRANTE_CODE.",
    "Write an id or a whole name of People.": "Escriba un identificador o un nombre completo de Personas.",
    "{n} people are called {name}.": "{n} personas se llaman {name}.",
    "Write the id instead: {ids}.": "Escriba el identificador: {ids}.",
    "{what} is empty.": "{what}: está vacío.",
    "Write a few words.": "Escriba unas palabras.",
    "{what} has {n} characters; {limit} fit.": "{what}: tiene {n} caracteres; caben {limit}.",
    "Shorten it.": "Acórtelo.",
    # thanks
    "Thanks": "Agradecimientos",
    "Thank somebody": "Dar las gracias",
    "Thank {name}": "Dar las gracias a {name}",
    "Whom do you thank?": "¿A quién da las gracias?",
    "What for": "Por qué",
    "For": "Por",
    "Thanked by": "De",
    "Thanked": "Para",
    "everybody reads it": "lo lee todo el mundo",
    "thank": "dar las gracias",
    "Thanking": "Guardando",
    "{name} is thanked on the wall.": "Las gracias a {name} están en el muro.",
    "{n} thank-you": "{n} agradecimiento",
    "{n} thanks": "{n} agradecimientos",
    "for {n} person": "a {n} persona",
    "for {n} people": "a {n} personas",
    "Yours: x takes it back.": "Es suyo: x lo retira.",
    "take back": "retirar",
    "Taken back.": "Retirado.",
    "«{message}» to {name} leaves the wall.": "«{message}» para {name} sale del muro.",
    "Nobody has been thanked yet.": "Aún no se ha dado las gracias a nadie.",
    "Nobody has been thanked yet: {command}": "Aún no se ha dado las gracias a nadie: {command}",
    "n  thanks somebody\nk  makes this terminal the team's\no  writes the personal codes for it": (
        "n  da las gracias a alguien\nk  convierte este terminal en el del equipo\no  escribe los códigos personales"
    ),
    "Under your login; employees use their code (k).": "Con su usuario; el equipo usa su código (k).",
    "Thanking oneself does not count.": "Darse las gracias a sí mismo no cuenta.",
    "Thank somebody else.": "Dé las gracias a otra persona.",
    "Thank somebody who works here.": "Dé las gracias a quien trabaja aquí.",
    "There is no thank-you {id} on the wall.": "No hay ningún agradecimiento {id} en el muro.",
    "Look at the wall again.": "Vuelva a mirar el muro.",
    "Only its author takes a thank-you back.": "Un agradecimiento solo lo retira quien lo dio.",
    "An employee does so with their personal code, a team lead under their own login.": (
        "Cada persona con su código; una persona responsable, con su propio usuario."
    ),
    "The wall of thanks, for everybody to read. n thanks somebody under your login; x takes one of yours back. k makes "
    "this terminal the team's: each employee says who they are with a personal code and thanks, votes or proposes "
    "under "
    "their own name. o writes these codes. Nothing here ever counts for pay.": (
        "El muro de agradecimientos, a la vista de todo el mundo. n da las gracias con su usuario; x retira uno "
        "suyo. k "
        "convierte este terminal en el del equipo: cada persona se identifica con un código personal y agradece, "
        "vota o "
        "propone en su nombre. o escribe esos códigos. Nada de esto cuenta nunca para la retribución."
    ),
    "One line a thank-you. c copies the wall, e exports it.": (
        "Una línea por agradecimiento. c copia el muro, e lo exporta."
    ),
    # the team's terminal
    "Hello, {name}": "Hola, {name}",
    "Vote on the team's calendar": "Votar el calendario del equipo",
    "Propose an event for it": "Proponer un evento",
    "Read the wall of thanks": "Leer el muro de agradecimientos",
    "Take something of mine back": "Retirar algo mío",
    "See everything that is stored with my name": "Ver todo lo que se guarda con mi nombre",
    "Done: the next person": "Terminar: la persona siguiente",
    "done": "terminar",
    "{n} without your vote": "{n} sin su voto",
    "Which one?": "¿Cuál?",
    "✓ you said yes, ✗ you said no, · not yet": "✓ dijo que sí, ✗ dijo que no, · aún nada",
    "Yes, do it": "Sí, adelante",
    "No, better not": "No, mejor no",
    "No vote": "Sin voto",
    "Your vote on «{name}» counts. You can change it.": "Su voto sobre «{name}» cuenta. Puede cambiarlo.",
    "Nothing is to be decided just now.": "Ahora no hay nada por decidir.",
    "There is nothing of yours to take back.": "No hay nada suyo que retirar.",
    "Votes are changed by voting again.": "Los votos se cambian votando de nuevo.",
    "Nobody was here for a while; the person was forgotten.": (
        "Hace rato que no había nadie; la persona se ha olvidado."
    ),
    "not for this login": "no para este usuario",
    # coaching
    "Coaching": "Acompañamiento",
    "Coach": "Quién acompaña",
    "The goal": "El objetivo",
    "The note": "La nota",
    "The outcome": "El resultado",
    "New plan": "Plan nuevo",
    "Talk held": "Conversación",
    "Follow-up": "Seguimiento",
    "Close the plan": "Cerrar el plan",
    "Talks": "Conversaciones",
    "none yet; t keeps the first": "ninguna; t guarda la primera",
    "overdue": "vencido",
    "due within 7 days": "en los próximos 7 días",
    "planned": "previsto",
    "no follow-up agreed": "sin seguimiento acordado",
    "goal reached": "objetivo alcanzado",
    "stopped": "interrumpido",
    "nothing due within 7 days": "nada en los próximos 7 días",
    "{n} plan under way": "{n} plan en marcha",
    "{n} plans under way": "{n} planes en marcha",
    "{n} follow-up overdue": "{n} seguimiento vencido",
    "{n} follow-ups overdue": "{n} seguimientos vencidos",
    "{n} follow-up due within 7 days": "{n} seguimiento en los próximos 7 días",
    "{n} follow-ups due within 7 days": "{n} seguimientos en los próximos 7 días",
    "since {day}, with {coach}": "desde el {day}, con {coach}",
    "There is no coaching plan yet.": "Aún no hay ningún plan de acompañamiento.",
    "There is no coaching plan yet: {command}": "Aún no hay ningún plan de acompañamiento: {command}",
    "n  begins one: agent, goal, first follow-up": "n  empieza uno: persona, objetivo, primer seguimiento",
    "There is no coaching plan {id}.": "No hay ningún plan de acompañamiento {id}.",
    "`care coaching` lists them.": "`care coaching` los enumera.",
    "This coaching plan is closed.": "Este plan de acompañamiento está cerrado.",
    "Begin a new one.": "Empiece otro.",
    "Choose somebody who works here.": "Elija a quien trabaja aquí.",
    "The follow-up lies in the past.": "El seguimiento queda en el pasado.",
    "Choose today or a later day.": "Elija hoy o un día posterior.",
    "The talk lies in the future.": "La conversación queda en el futuro.",
    "Write it down once it was held; agree a follow-up until then.": (
        "Anótela cuando haya tenido lugar; hasta entonces, acuerde un seguimiento."
    ),
    "{state!r} is no end of a coaching plan.": "{state!r} no es un final de un plan de acompañamiento.",
    "Somebody else changed this coaching plan meanwhile.": (
        "Entretanto otra persona ha cambiado este plan de acompañamiento."
    ),
    "Whom do you coach?": "¿A quién acompaña?",
    "Coaching of {name}": "Acompañamiento de {name}",
    "Aim": "Objetivo",
    "one thing that can be seen to be reached": "una sola cosa que se pueda ver alcanzada",
    "First follow-up": "Primer seguimiento",
    "Next follow-up": "Próximo seguimiento",
    "You and HR see it, nobody else; it never reaches pay.": (
        "Lo ven usted y RR. HH., nadie más; nunca llega a la retribución."
    ),
    "begin": "empezar",
    "Beginning": "Empezando",
    "The plan with {name} has begun.": "El plan con {name} ha empezado.",
    "Talk with {name}": "Conversación con {name}",
    "What was said": "Qué se dijo",
    "empty: none, or the one planned later": "vacío: ninguno, o el previsto para más tarde",
    "keep": "guardar",
    "Keeping": "Guardando",
    "The talk with {name} is kept.": "La conversación con {name} queda guardada.",
    "Follow-up with {name}": "Seguimiento con {name}",
    "empty: none": "vacío: ninguno",
    "The follow-up is moved.": "El seguimiento ha cambiado de día.",
    "How does it end?": "¿Cómo termina?",
    "How it ended": "Cómo terminó",
    "may stay empty": "puede quedar vacío",
    "The plan with {name} is closed.": "El plan con {name} queda cerrado.",
    "One line a coaching plan: agent, goal, and when to look again (▲ overdue, ● within 7 days, ✓ reached, ■ "
    "stopped). n "
    "begins one; t keeps a talk with its day and agrees the next follow-up; f moves that; z closes the plan. Only the "
    "lead of the team and HR see it: on a shared workspace the database sees to that, a file can be read by whoever "
    "has "
    "it.": (
        "Una línea por plan de acompañamiento: persona, objetivo y cuándo volver a mirar (▲ vencido, ● en 7 días, ✓ "
        "alcanzado, ■ interrumpido). n empieza uno; t guarda una conversación con su día y acuerda el próximo "
        "seguimiento; f lo cambia; z cierra el plan. Solo lo ven la persona responsable del equipo y RR. HH.: en un "
        "espacio compartido lo asegura la base de datos; un fichero lo puede leer quien lo tenga."
    ),
    "▲ overdue, ● within 7 days, · later. c copies the table, e exports it.": (
        "▲ vencido, ● en los próximos 7 días, · más tarde. c copia la tabla, e la exporta."
    ),
    # turnover
    "Turnover": "Rotación",
    "By team": "Por equipo",
    "By tenure": "Por antigüedad",
    "By month": "Por mes",
    "What a leaver costs": "Lo que cuesta una salida",
    "Who left and why": "Quién se fue y por qué",
    "Next page": "Página siguiente",
    "Edit this": "Editar esto",
    "Other period": "Otro periodo",
    "Somebody leaves": "Alguien se va",
    "Group": "Grupo",
    "Leavers": "Salidas",
    "Headcount": "Plantilla",
    "A year": "Al año",
    "{n} months": "{n} meses",
    "{n} months make no period.": "{n} meses no forman un periodo.",
    "Choose 1 to 120 months.": "Elija de 1 a 120 meses.",
    "The period ends in the future.": "El periodo termina en el futuro.",
    "Choose today or an earlier day.": "Elija hoy o un día anterior.",
    "Nobody left in these months.": "Nadie se fue en estos meses.",
    "Nobody was employed in these months.": "No trabajaba nadie en estos meses.",
    "6  imports agents with start_date and end_date": "6  importa agentes con start_date y end_date",
    "{n} people left, of {headcount} on average: {rate} a year.": (
        "{n} salidas sobre una plantilla media de {headcount}: {rate} al año."
    ),
    "Of their own will: {rate} a year.": "Voluntarias: {rate} al año.",
    "{n} left ÷ {headcount} on average, per year: {rate}": "{n} salidas ÷ {headcount} de media, por año: {rate}",
    "{n} leavers": "{n} salidas",
    "one leaver": "una salida",
    "One leaver": "Una salida",
    "{n} leavers cost {total}.": "{n} salidas cuestan {total}.",
    "Kinds of leaving are told of teams and the company only.": (
        "Los tipos de salida solo se dicen de equipos y de la empresa."
    ),
    "of their own will": "voluntaria",
    "dismissed": "despido",
    "contract ended": "fin de contrato",
    "other reasons": "otros motivos",
    "reason not entered": "motivo sin anotar",
    "under 3 months": "menos de 3 meses",
    "3 to 12 months": "de 3 a 12 meses",
    "1 to 3 years": "de 1 a 3 años",
    "over 3 years": "más de 3 años",
    "start not known": "sin fecha de alta",
    "no rate: fewer than 5 people": "sin tasa: menos de 5 personas",
    "kinds not shown: fewer than 5 leavers": "tipos no mostrados: menos de 5 salidas",
    "kinds not shown: they would tell those of another group": (
        "tipos no mostrados: dejarían deducir los de otro grupo"
    ),
    "Last day": "Último día",
    "Tenure": "Antigüedad",
    "Enter keeps the reason; only HR reads it.": "Intro anota el motivo; solo lo lee RR. HH.",
    "Who leaves?": "¿Quién se va?",
    "How do they leave?": "¿Cómo se va?",
    "Only HR reads it; figures tell it from five leavers on.": (
        "Solo lo lee RR. HH.; las cifras lo dicen a partir de cinco salidas."
    ),
    "Leaving": "Salida",
    "Reason in a few words": "Motivo en pocas palabras",
    "The leaving is kept.": "La salida queda anotada.",
    "{kind!r} is no kind of leaving.": "{kind!r} no es un tipo de salida.",
    "{agent} has no last day.": "{agent} no tiene último día.",
    "Give the last day together with the reason.": "Dé el último día junto con el motivo.",
    "The last day lies before {agent} started ({day}).": "El último día es anterior al alta de {agent} ({day}).",
    "Look at the year.": "Revise el año.",
    "The reason": "El motivo",
    "No agent has an hourly cost: import agents with it first.": (
        "Ningún agente tiene coste por hora: importe antes los agentes con él."
    ),
    "Settling": "Trámites",
    "Recruiting": "Selección",
    "Vacancy": "Vacante",
    "Training": "Formación",
    "Ramp-up": "Rodaje",
    "{leaving_hours} h of settling × {staff_hourly_cost}": "{leaving_hours} h de trámites × {staff_hourly_cost}",
    "{recruiting_fees} of fees + {recruiting_hours} h of choosing × {staff_hourly_cost}": (
        "{recruiting_fees} de gastos + {recruiting_hours} h de selección × {staff_hourly_cost}"
    ),
    "{vacancy_weeks} weeks × {weekly_hours} h × {hourly_cost} × {cover_premium_pct} % more for cover": (
        "{vacancy_weeks} semanas × {weekly_hours} h × {hourly_cost} × {cover_premium_pct} % más por cubrirlas"
    ),
    "{training_hours} h × {hourly_cost} + {trainer_hours} h of a trainer × {staff_hourly_cost}": (
        "{training_hours} h × {hourly_cost} + {trainer_hours} h de quien forma × {staff_hourly_cost}"
    ),
    "{ramp_up_weeks} weeks × {weekly_hours} h × {hourly_cost} × half of the {missing} % missing at first": (
        "{ramp_up_weeks} semanas × {weekly_hours} h × {hourly_cost} × la mitad del {missing} % que falta al principio"
    ),
    "Hours to settle a leaving (papers, handover)": "Horas de trámites de la salida (papeles, traspaso)",
    "Cost of an hour of HR, team lead or trainer": "Coste de una hora de RR. HH., responsable o formación",
    "Advertisements and agency for each hire": "Anuncios y agencia por contratación",
    "Hours of choosing (reading, interviews)": "Horas de selección (lectura, entrevistas)",
    "Weeks until somebody new starts": "Semanas hasta que empieza alguien",
    "Extra cost of covering the hours meanwhile": "Sobrecoste de cubrir esas horas mientras tanto",
    "Hours of training of somebody new": "Horas de formación de quien entra",
    "Hours of a trainer for them": "Horas de quien forma",
    "Weeks after training until full productivity": "Semanas tras la formación hasta el pleno rendimiento",
    "Productivity when these begin": "Rendimiento al empezarlas",
    "Assumption": "Supuesto",
    "What": "Qué",
    "Figure": "Cifra",
    "shipped: {value}": "de serie: {value}",
    "Empty brings back the shipped value, {value} {unit}.": "Vacío devuelve el valor de serie, {value} {unit}.",
    "An assumption to start from, nothing measured: Enter puts your own figure in its place.": (
        "Un supuesto de partida, nada medido: Intro pone su propia cifra en su lugar."
    ),
    "Hours and hourly cost are means of the staff, so that nobody's pay shows.": (
        "Horas y coste por hora son medias de la plantilla, para que no se vea lo que gana nadie."
    ),
    "The cost is worked out again.": "El coste se ha vuelto a calcular.",
    "{name!r} is no assumption.": "{name!r} no es un supuesto.",
    "{name} = {value} makes no sense.": "{name} = {value} no tiene sentido.",
    "Give it from {low} to {high} {unit}.": "Dé un valor de {low} a {high} {unit}.",
    "What shall {name} be?": "¿Qué valor tendrá {name}?",
    "Give a number, or `default`.": "Dé un número, o `default`.",
    "{value!r} is no number.": "{value!r} no es un número.",
    "Write it as 12 or 12.5.": "Escríbalo como 12 o 12.5.",
    "Export turnover": "Exportar la rotación",
    "h": "h",
    "€": "€",
    "€/h": "€/h",
    "%": "%",
    "weeks": "semanas",
    "Leavers ÷ average headcount (the mean of all days of the period), per year. v shows it by team, tenure, month, as "
    "cost, and who left and why. Whether people were dismissed or went is told only where at least five left, so "
    "that it "
    "tells of nobody; rates only of five people or more. p changes the period. On the costs Enter (or i) edits an "
    "assumption; "
    "on the leavers it keeps the reason. l enters somebody who leaves.": (
        "Salidas ÷ plantilla media (la media de todos los días del periodo), por año. v la muestra por equipo, "
        "antigüedad, mes, como coste, y quién se fue y por qué. Si fue despido o voluntad propia solo se dice donde "
        "hubo "
        "al menos cinco salidas, para que no hable de nadie; tasas, solo de cinco personas o más. p cambia el periodo. "
        "En los costes Intro (o i) edita un supuesto; en las salidas anota el motivo. l anota a alguien que se va."
    ),
    "v turns the page. c copies the table, e exports all figures.": (
        "v pasa la página. c copia la tabla, e exporta todas las cifras."
    ),
    # rosters and answers
    "Rosters and answers": "Cuadrantes y respuestas",
    "Quarter": "Trimestre",
    "Survey": "Encuesta",
    "Weekend": "F. sem.",
    "Night": "Noche",
    "Moved": "Cambios",
    "Favourable": "Favorable",
    "late shifts": "turnos de tarde",
    "weekend shifts": "turnos de fin de semana",
    "night shifts": "turnos de noche",
    "days changed after publishing": "cambios tras publicar",
    "wishes met": "deseos cumplidos",
    "set beside": "junto a",
    "no team": "sin equipo",
    "{n} people, {shifts} shifts": "{n} personas, {shifts} turnos",
    "{days} days in published rosters": "{days} días en cuadrantes publicados",
    "{quarter}: {days} days in published rosters; {survey}.": (
        "{quarter}: {days} días en cuadrantes publicados; {survey}."
    ),
    "no survey about rosters has been closed yet": "aún no se ha cerrado ninguna encuesta sobre cuadrantes",
    "survey results are not for this login": "los resultados de encuestas no son para este usuario",
    "closed {day}": "cerrada el {day}",
    "Late: after {time}.": "Tarde: después de las {time}.",
    "{band} (a band: too uniform to tell)": "{band} (una banda: demasiado uniforme para decirlo)",
    "not shown: the survey keeps this team together with others": "no mostrado: la encuesta protege a este equipo",
    "not asked as a team of its own": "no preguntado como equipo aparte",
    "No roster has been published yet.": "Aún no se ha publicado ningún cuadrante.",
    "Publish one first: `cuadrante roster publish`.": "Publique uno antes: `cuadrante roster publish`.",
    "4  opens the roster: solve and publish it, then come back": (
        "4  abre el cuadrante: resuélvalo, publíquelo y vuelva aquí"
    ),
    "{value!r} is no quarter.": "{value!r} no es un trimestre.",
    "There is no closed survey {id}.": "No hay ninguna encuesta cerrada {id}.",
    "`cuadrante survey status` lists them.": "`cuadrante survey status` las enumera.",
    "Survey {id} asks nothing about rosters.": "La encuesta {id} no pregunta nada sobre cuadrantes.",
    "Use the template `schedule` for that.": "Use para eso la plantilla `schedule`.",
    "Which survey about rosters?": "¿Qué encuesta sobre cuadrantes?",
    "Whether rosters and answers go together can be said from {k} teams with figures on; there are {n}.": (
        "Si cuadrantes y respuestas van juntos se puede decir a partir de {k} equipos con cifras; hay {n}."
    ),
    "favourable answers about rosters": "respuestas favorables sobre cuadrantes",
    "this could be chance": "puede ser casualidad",
    "this is more than chance explains": "es más de lo que explica la casualidad",
    "{measure} and {figure}: correlation {r} ({low} to {high}) over {n} teams; {chance}. It is no cause.": (
        "{measure} y {figure}: correlación {r} (de {low} a {high}) en {n} equipos; {chance}. No es una causa."
    ),
    "What each team worked in published rosters: late, weekend and night shifts (any minute from 22:00 to 6:00), days "
    "changed after publishing, wishes met. Beside it the published figures of the survey about rosters and of the "
    "recommendation; a team the survey hides stays hidden here. Whether they go together is told from eight teams "
    "on. v "
    "takes another quarter, s another survey.": (
        "Lo que trabajó cada equipo en cuadrantes publicados: turnos de tarde, fin de semana y noche (algún minuto "
        "entre "
        "las 22:00 y las 6:00), días cambiados tras publicar, deseos cumplidos. Al lado, las cifras publicadas de la "
        "encuesta sobre cuadrantes y de la recomendación; el equipo que la encuesta protege sigue protegido aquí. "
        "Si van "
        "juntos se dice a partir de ocho equipos. v toma otro trimestre, s otra encuesta."
    ),
    "One line a team. c copies the table, e exports it.": "Una línea por equipo. c copia la tabla, e la exporta.",
    # the calendar by the team
    "Team calendar": "Calendario del equipo",
    "Propose": "Proponer",
    "Accept": "Aceptar",
    "Decline": "Rechazar",
    "Take it back": "Retirar",
    "Event": "Evento",
    "Proposed by": "Propone",
    "Yes": "Sí",
    "No": "No",
    "to be decided": "por decidir",
    "in the calendar": "en el calendario",
    "declined": "rechazada",
    "taken back": "retirada",
    "{n} proposal to be decided": "{n} propuesta por decidir",
    "{n} proposals to be decided": "{n} propuestas por decidir",
    "{n} in the calendar": "{n} en el calendario",
    "{n} has not voted": "{n} persona no ha votado",
    "{n} have not voted": "{n} personas no han votado",
    "all channels": "todos los canales",
    "Propose an event": "Proponer un evento",
    "propose": "proponer",
    "Proposing": "Proponiendo",
    "such as Free delivery on Saturday": "por ejemplo Envío gratis el sábado",
    "empty: one day": "vacío: un día",
    "empty: all": "vacío: todos",
    "Expected change of contacts in %": "Cambio esperado de contactos en %",
    "Under your login; employees propose with their code at the shared terminal (k).": (
        "Con su usuario; el equipo propone con su código en el terminal compartido (k)."
    ),
    "«{name}» is proposed; the team can vote.": "«{name}» queda propuesto; el equipo puede votar.",
    "«{name}» ({days}, {uplift}) becomes an event of the calendar; the next forecast uses it. u undoes it.": (
        "«{name}» ({days}, {uplift}) pasa a ser un evento del calendario; la próxima previsión lo usa. u lo deshace."
    ),
    "accept": "aceptar",
    "In the calendar. 2 opens the forecast: run it again to use it.": (
        "En el calendario. 2 abre la previsión: hágala de nuevo para usarlo."
    ),
    "The next forecast uses it; `care undo` takes it out again.": (
        "La próxima previsión lo usa; `care undo` lo vuelve a quitar."
    ),
    "Decline «{name}»": "Rechazar «{name}»",
    "decline": "rechazar",
    "Why not": "Por qué no",
    "the team reads it": "lo lee el equipo",
    "Declined, with the reason.": "Rechazada, con el motivo.",
    "undo it": "deshacer",
    "«{name}» is to be decided again; an event that came of it leaves the calendar.": (
        "«{name}» vuelve a quedar por decidir; el evento que salió de ahí deja el calendario."
    ),
    "To be decided again.": "De nuevo por decidir.",
    "«{name}» is no longer proposed.": "«{name}» deja de estar propuesto.",
    "Nothing has been proposed for the calendar yet.": "Aún no se ha propuesto nada para el calendario.",
    "Nothing has been proposed yet: {command}": "Aún no se ha propuesto nada: {command}",
    "n  proposes an event\nk  makes this terminal the team's, to propose and vote": (
        "n  propone un evento\nk  convierte este terminal en el del equipo, para proponer y votar"
    ),
    "There is no proposal {id}.": "No hay ninguna propuesta {id}.",
    "`care proposals` lists them.": "`care proposals` las enumera.",
    "«{name}» is not open to this: {state}.": "«{name}» ya no lo admite: {state}.",
    "Undo the decision first.": "Deshaga antes la decisión.",
    "The event lies in the past.": "El evento queda en el pasado.",
    "Propose one that is still to come.": "Proponga uno que esté por venir.",
    "An event of over three months is no event.": "Un evento de más de tres meses no es un evento.",
    "Make it shorter, or propose it in parts.": "Acórtelo o propóngalo por partes.",
    "The name": "El nombre",
    "{value!r} is no vote.": "{value!r} no es un voto.",
    "Only its author takes a proposal back.": "Una propuesta solo la retira quien la hizo.",
    "A team lead declines it, with a reason.": "Una persona responsable la rechaza, con un motivo.",
    "The calendar has «{name}» on that day already.": "El calendario ya tiene «{name}» ese día.",
    "Take that event out on Forecast, or decline this proposal.": (
        "Quite ese evento en Previsión o rechace esta propuesta."
    ),
    "The event «{name}» was changed since it was accepted.": "El evento «{name}» ha cambiado desde que se aceptó.",
    "Take it out on Forecast by hand if it is to go.": "Quítelo a mano en Previsión si debe desaparecer.",
    "Somebody else decided on this proposal meanwhile.": "Entretanto otra persona ha decidido sobre esta propuesta.",
    "Open it again to see what was decided.": "Ábrala de nuevo para ver qué se decidió.",
    "What the team proposes for the promotional calendar. ? is to be decided, ✓ in the calendar, ✗ declined. n "
    "proposes "
    "under your login; employees propose and vote at the shared terminal (k) with their personal code, one vote "
    "each. y "
    "takes a proposal into the calendar: the next forecast uses its expected change. d declines it with a reason, u "
    "undoes either.": (
        "Lo que el equipo propone para el calendario promocional. ? por decidir, ✓ en el calendario, ✗ rechazado. n "
        "propone con su usuario; el equipo propone y vota en el terminal compartido (k) con su código personal, un "
        "voto "
        "por persona. y lleva una propuesta al calendario: la próxima previsión usa el cambio esperado. d la "
        "rechaza con "
        "un motivo, u deshace ambas cosas."
    ),
    "? to be decided, ✓ in the calendar, ✗ declined. c copies the table, e exports it.": (
        "? por decidir, ✓ en el calendario, ✗ rechazado. c copia la tabla, e la exporta."
    ),
}
