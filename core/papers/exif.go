package papers

import "encoding/binary"

// tagTurn is the tag of EXIF that says how a picture is to be turned: 1 as it is, 2 to 8 in all other ways (CIPA DC-008, 4.6.5).
const tagTurn = 0x0112

// orientation reads how a picture is to be turned from a TIFF header and what follows it; 0 if it does not say.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := int(order.Uint16(tiff[at:]))
	for e := tiff[at+2:]; entries > 0 && len(e) >= 12; entries, e = entries-1, e[12:] {
		if order.Uint16(e) == tagTurn && order.Uint16(e[2:]) == 3 {
			if turn := int(order.Uint16(e[8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			return 0
		}
	}
	return 0
}

// exifOf is an EXIF that says nothing else.
func exifOf(turn int) []byte {
	return []byte{'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, tagTurn >> 8, tagTurn & 0xff, 0, 3, 0, 0, 0, 1, 0, byte(turn), 0, 0, 0, 0, 0, 0}
}
