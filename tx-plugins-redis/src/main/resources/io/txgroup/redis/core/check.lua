
-- KEYS: replicas; ARGV: seen, read, needed
return objection() or {'OK', replicas}
