package storage

// The audiences that are made from the letters of a notice's parent, at the places ? to ?.

// sameVersion is the version of the letter l.
const (
	fromParent  = "l.notice_id = ? AND l.seq > ? AND l.seq <= ?"
	sameVersion = "CASE WHEN c.versions LIKE '%|' || REPLACE(l.version, '+', '') || '|%' THEN REPLACE(l.version, '+', '') ELSE 'id' END"
	// replaced is the letter l, if the one who sent it is the one who can edit it.
	replaced = "CASE WHEN l.account = c.account THEN l.id ELSE 0 END"
	// left is that the letter l may have been read.
	left = "l.state IN ('sent', 'delivered', 'doubt', 'sending')"
	// had is that whoever the letter l is for has read something: it, or what it was to correct.
	had = "(" + left + " OR l.edits <> 0)"
	// message is the letter that a new one is to replace.
	message = "CASE WHEN " + left + " THEN " + replaced + " ELSE l.edits END"
)

// correction is for who got the parent, whose message is replaced, and for who would have, who get a version of their own.
var correction = audience{sql: `SELECT l.seq AS place, a.id AS address_id, a.channel,
		` + sameVersion + ` || CASE WHEN ` + had + ` THEN '' ELSE '+' END AS version,
		` + message + ` AS edits, COALESCE(c.account, '') AS account, ` + skipped + `
	FROM letters l JOIN addresses a ON a.id = l.address_id LEFT JOIN b c ON ` + itsTurn + `
	WHERE ` + fromParent + ` AND (` + had + ` OR l.state = 'owed' OR l.state = 'skipped' AND l.reason = 'corrected')`}

// withdrawal is for who got the parent.
var withdrawal = audience{sql: `SELECT l.seq AS place, a.id AS address_id, a.channel, ` + sameVersion + ` AS version,
		` + message + ` AS edits, COALESCE(c.account, '') AS account, ` + skipped + `
	FROM letters l JOIN addresses a ON a.id = l.address_id LEFT JOIN b c ON ` + itsTurn + `
	WHERE ` + fromParent + ` AND ` + had}

// resending is for those whom the parent failed to reach and who can be reached: with other, at another open address that
// the parent did not go to; else at the same, unless that is known to be in vain. Who gets it by an earlier attempt to reach
// them is left out.
func resending(other bool) audience {
	target := "CASE WHEN l.reason IN ('blocked', 'gone') THEN 0 ELSE l.address_id END"
	if other {
		target = `COALESCE((SELECT x.id FROM addresses x JOIN b d ON d.channel = x.channel AND d.account <> ''
			WHERE x.person_id = p.id AND x.id <> l.address_id AND NOT x.shut
				AND NOT EXISTS (SELECT 1 FROM letters k WHERE k.cause = 'notice:' || l.notice_id || '/a:' || x.id)
			ORDER BY x.id <> p.address_id, x.id LIMIT 1), ` + target + `)`
	}
	return audience{sql: `SELECT place, address_id, channel, version, 0 AS edits, account, '' AS skip FROM (
			SELECT l.seq AS place, a.id AS address_id, a.channel, ` + spoken + `, c.account,
				row_number() OVER (PARTITION BY a.id ORDER BY l.seq) AS copy
			FROM letters l JOIN addresses o ON o.id = l.address_id JOIN persons p ON p.id = o.person_id
			JOIN addresses a ON a.id = ` + target + ` JOIN b c ON ` + itsTurn + ` AND c.account <> ''
			WHERE ` + fromParent + ` AND (l.state = 'failed' OR l.state = 'skipped' AND l.reason = 'blocked') AND NOT a.shut
				AND NOT EXISTS (SELECT 1 FROM notices m JOIN addresses y ON y.person_id = p.id
					JOIN letters k ON k.cause = 'notice:' || m.id || '/a:' || y.id
					WHERE m.parent = l.notice_id AND m.kind = 'resend' AND m.id <> ?
						AND k.state IN ('owed', 'sending', 'sent', 'delivered', 'doubt'))) r
		WHERE copy = 1`}
}
