package core

// One citizen may have several addresses. Two are one person's only when that was proved: the provider vouches for the number of a
// chat's owner (Inbound.Proves), or a code that was sent to one came back from the other. Never by a name or a NIK.

// Tie is an address of somebody, among all of theirs.
type Tie struct {
	AddressID int64
	Address   Address
	Shut      bool
	Last      bool // used last: letters go there first
}

// Unions is the part of a Tx that knows which addresses are one person's.
type Unions interface {
	// Ties lists the addresses of people, the one used last first.
	Ties(persons []int64) (map[int64][]Tie, error)
	// Unite makes everything of from into's: addresses, requests, consent to announcements (whose last word counts), conversations,
	// role. Both must have been locked by People in this transaction. Of the talk and the language into's stay, from's language if
	// into has none. Letters that are owed stay with their addresses. from is nobody afterwards. Nothing is done, and false returned,
	// if they are one already, or if one is a group or has a chat that is linked to a member of staff.
	Unite(into, from int64) (bool, error)
	// Part makes an address a person of its own again, who follows nothing; it returns them. What was filed from it goes with it if
	// filed says so, or else stays. The person it was of must have been locked by People. An open conversation with the officers goes
	// with the address at which it is held (Talk.Officer). An address that is a person's only one stays as it is, and false is returned.
	Part(addressID int64, filed bool) (p Person, ok bool, err error)
}
