"""Surveys: questions, scoring, anonymity. No database, no screen, no clock; pure functions over answers.

Invariant of the room: nothing here ever holds a person beside an answer; what may be read comes out of
`results.compute` and nowhere else.

API
    questions   Form, Question, Option, Text, Kind; read_answer(question, raw) -> value | None (AnswerProblem);
                read_score(raw, scale); Form.to_dict / from_dict / missing_texts
    templates   TEMPLATES: engagement, pulse, after_peak, schedule, onboarding, exit; PULSE_CORE, PULSE_POOL, DIMENSIONS
    pulses      Cadence; opening_date(start, cadence, wave); wave_due(start, cadence, today); pulse_form(wave, size)
    audience    stored_attributes(people, attributes, k, anonymous) -> StoredAttributes.coarse(attributes);
                merge_values(counts, k); all_large(counts, k)
    scoring     enps(scores) -> Enps.exact/.display; enps_interval(score, level); agreement(values, reverse) ->
                Agreement.shares/.mean; percentages(counts); cronbach_alpha(rows, k); read_scores(raw);
                enps_difference, share_difference; round_half_away, decimal_text, signed_integer
    linear      exposed_subset(groups, k): a subset of 1…k−1 people in the rational span of published groups, or None
    anonymity   Candidate, candidates_from(people, attributes, crosses), published_set(candidates, k) -> status by id;
                naive_exposure; difference_attack; agreement_display(agreement, k); comment_rule(n, comments);
                comment_groups(sizes, company)
    protect     question_groups, exact_groups: what stays exact per question
    results     Response, compute(form, responses, attributes, crosses, k) -> Results (flat Figures, comments, alphas,
                drivers); heatmap(results, form, attribute); results_status(state); to_dict / from_dict
    trend       wave_rule(size, joined, left, …), wave_rule_of(before, now, …); enps_change, share_change; sentence
    drivers     drivers(form, rows): correlations with the recommendation score, from 30 answers on
    comments    themes(comments): words and phrases, es and en; shuffled(comments)
    participation   participation(invited, answered, company, k); participation_of(people, answered, attributes, k)
"""
