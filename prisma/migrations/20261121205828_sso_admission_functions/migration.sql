-- What an account asks of a session, and of a key that was made for all accounts of a user, before it lets them in: null for nothing. Functions, as
-- the statements that ask are the hottest there are: a subquery would be made ready with each of them, a function is called only for accounts that
-- ask for something. Names begin with "of_" and "asked_", so that none is a column's.

-- A session without a row passes nothing. What a connection vouched for ends with it.
CREATE FUNCTION entry_of_session(
  of_account uuid, of_membership uuid, of_session uuid, asked_sso boolean, asked_minutes int, asked_domain text, asked_at timestamptz
) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  of_proof timestamptz;
  is_without boolean;
BEGIN
  SELECT p.authenticated_at INTO of_proof
  FROM sso_proof p
  JOIN sso_connection c ON c.account_id = p.account_id AND c.id = p.connection_id AND c.state <> 'DISABLED'
  WHERE p.session_id = of_session AND p.account_id = of_account;
  is_without := asked_sso AND of_proof IS NULL AND EXISTS (
    SELECT 1 FROM sso_domain d WHERE d.account_id = of_account AND d.domain = asked_domain AND d.verified_at IS NOT NULL);
  IF is_without AND NOT EXISTS (
    SELECT 1 FROM sso_break_glass g WHERE g.account_id = of_account AND g.membership_id = of_membership)
  THEN
    RETURN 'sso_required';
  END IF;
  IF asked_minutes IS NOT NULL AND (
    coalesce(of_proof, (SELECT s.created_at FROM session s WHERE s.id = of_session)) > asked_at - make_interval(mins => asked_minutes)
  ) IS NOT TRUE THEN
    RETURN 'session_too_old';
  END IF;
  IF is_without AND NOT EXISTS (
    SELECT 1 FROM sso_break_glass_use u WHERE u.account_id = of_account AND u.session_id = of_session)
  THEN
    RETURN 'break_glass';
  END IF;
  RETURN NULL;
END $$;

-- Such a key was made by whoever was signed in anyhow: it opens no more than what made it.
CREATE FUNCTION entry_of_key(of_account uuid, of_key uuid, asked_domain text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM sso_domain d WHERE d.account_id = of_account AND d.domain = asked_domain AND d.verified_at IS NOT NULL
  ) AND NOT EXISTS (SELECT 1 FROM api_key k WHERE k.id = of_key AND of_account = ANY(k.proven_account_ids))
  THEN
    RETURN 'sso_required';
  END IF;
  RETURN NULL;
END $$;
