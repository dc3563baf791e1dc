"""Questions and answers are summed up in the transaction that changes them, whoever does it; who is erased takes theirs along."""

from django.db import migrations

# Sums in one order of their keys, so that two people who tell at once do not wait for each other in a circle.
ADD = """
INSERT INTO answers_answertally AS t (campaign_id, addressee_id, seat, kind, day, n)
SELECT campaign_id, addressee_id, seat, kind, day, sum(n) FROM ({rows}) AS changed
GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (campaign_id, addressee_id, seat, kind, day) DO UPDATE SET n = t.n + EXCLUDED.n
"""


def asked(table: str, at: str, n: int) -> str:
    return ADD.format(
        rows=f"""
        SELECT r.campaign_id, split_part(key, '.', 1)::bigint AS addressee_id, split_part(key, '.', 2)::integer AS seat,
            'asked' AS kind, ({at} AT TIME ZONE c.time_zone)::date AS day, {n} AS n
        FROM {table} AS r JOIN campaigns_campaign AS c ON c.id = r.campaign_id, unnest(r.keys) AS key
        """
    )


def told(table: str, at: str, n: int) -> str:
    return f"""
        SELECT q.campaign_id, r.addressee_id, r.seat, r.kind, ({at} AT TIME ZONE c.time_zone)::date AS day, {n} AS n
        FROM {table} AS r JOIN answers_question AS q ON q.id = r.question_id JOIN campaigns_campaign AS c ON c.id = q.campaign_id
        """


# What was told before goes from the day on which it is taken back.
CHANGED = """
        SELECT q.campaign_id, o.addressee_id, o.seat, o.kind, (r.told_at AT TIME ZONE c.time_zone)::date AS day, -1 AS n
        FROM new_rows AS r JOIN old_rows AS o ON o.id = r.id
        JOIN answers_question AS q ON q.id = r.question_id JOIN campaigns_campaign AS c ON c.id = q.campaign_id
        """

FORWARDS = f"""
CREATE FUNCTION answers_questions_are_summed_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {asked("new_rows", "r.asked_at", 1)};
    ELSE
        {asked("old_rows", "now()", -1)};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER answers_question_comes AFTER INSERT ON answers_question REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION answers_questions_are_summed_up();
CREATE TRIGGER answers_question_goes AFTER DELETE ON answers_question REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION answers_questions_are_summed_up();

CREATE FUNCTION answers_are_summed_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {ADD.format(rows=told("new_rows", "r.told_at", 1))};
    ELSIF TG_OP = 'UPDATE' THEN
        {ADD.format(rows=CHANGED + " UNION ALL " + told("new_rows", "r.told_at", 1))};
    ELSE
        {ADD.format(rows=told("old_rows", "now()", -1))};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER answers_answer_comes AFTER INSERT ON answers_answer REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION answers_are_summed_up();
CREATE TRIGGER answers_answer_changes AFTER UPDATE ON answers_answer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION answers_are_summed_up();
CREATE TRIGGER answers_answer_goes AFTER DELETE ON answers_answer REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION answers_are_summed_up();

-- A question is about one campaign's letters for good: its sums would be left behind.
CREATE FUNCTION answers_question_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what somebody was asked does not change';
END $$;
CREATE TRIGGER answers_question_never_changes BEFORE UPDATE ON answers_question
    FOR EACH ROW EXECUTE FUNCTION answers_question_stays();

-- Neither asked nor told any more: so the shares of those who are left stay true.
CREATE FUNCTION answers_of_the_erased_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM answers_question WHERE participation_id = NEW.id FOR UPDATE; -- whoever tells just now, tells before
    DELETE FROM answers_answer AS answer USING answers_question AS question
        WHERE question.participation_id = NEW.id AND answer.question_id = question.id;
    DELETE FROM answers_question WHERE participation_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER answers_go_with_the_erased AFTER UPDATE OF state ON participation_participation
    FOR EACH ROW WHEN (NEW.state = 'erased' AND OLD.state <> 'erased') EXECUTE FUNCTION answers_of_the_erased_go();
"""
BACKWARDS = """
DROP TRIGGER answers_go_with_the_erased ON participation_participation;
DROP FUNCTION answers_of_the_erased_go();
DROP TRIGGER answers_question_never_changes ON answers_question;
DROP FUNCTION answers_question_stays();
DROP TRIGGER answers_answer_goes ON answers_answer;
DROP TRIGGER answers_answer_changes ON answers_answer;
DROP TRIGGER answers_answer_comes ON answers_answer;
DROP FUNCTION answers_are_summed_up();
DROP TRIGGER answers_question_goes ON answers_question;
DROP TRIGGER answers_question_comes ON answers_question;
DROP FUNCTION answers_questions_are_summed_up();
"""


class Migration(migrations.Migration):
    dependencies = [("answers", "0001_questions_and_answers"), ("participation", "0008_history_by_trigger")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
