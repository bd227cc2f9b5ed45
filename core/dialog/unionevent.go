package dialog

import "loket/core"

// SendCode asks for a code to be sent to another address, for which the person says that it is theirs. It is done right after the
// message; what comes of it is CodeSent.
type SendCode struct{ To core.Address }

// CodeSent is what came of SendCode. OK is false if that address gets no more codes today, or none at all; Ours, if it is the
// person's already. Lately: it comes only to who has written from there lately (core.Limits.Window).
type CodeSent struct {
	To     core.Address
	Code   string
	OK     bool
	Ours   bool
	Lately bool
}

// Unite asks for another address to become the person's, which has been proved. It is done right after the message; what comes of it
// is United.
type Unite struct{ With core.Address }

// United is what came of Unite: the person is one with who used the other address. OK is false if the two must stay apart; Ours, if
// they were one already.
type United struct {
	With core.Address
	Was  core.Talk // what was remembered of the other
	Lang string    // theirs
	OK   bool
	Ours bool
}

// Part asks for an address of the person to be somebody of its own again. It is done right after the message; what comes of it is
// Parted, told to who uses the address that asked.
type Part struct{ AddressID int64 }

// Parted is what came of Part. OK is false if there was nothing to part.
type Parted struct {
	Tie core.Tie
	OK  bool
}

func (SendCode) effect() {}
func (Unite) effect()    {}
func (Part) effect()     {}
func (CodeSent) event()  {}
func (United) event()    {}
func (Parted) event()    {}
