// Package papers looks at what citizens send, by its content alone: what it is called and what it is said to be do not count.
//
// Copy reads a file as a stream and writes what is kept of it: a JPEG or PNG without where and with what it was taken (EXIF, XMP, IPTC,
// comments, and whatever hides behind the picture's end), but for how it is to be turned; a PDF likewise, if it does nothing when it
// is opened, holds no other files, and asks for no password. What is not kept has a Refusal, whose reason is one of core's, for people.
// However large a file is, and however much it pretends to be, little of it is in memory, and little work is done for it.
//
//	copy.go  what kind it is, and how large   jpeg.go  segments   exif.go  how a picture is to be turned   png.go  chunks
//	pdf.go   what must not be in a PDF        names.go  how it is found, however it is written   unpack.go  what is packed in it
//	blank.go  the pictures in it
//
// Pictures are not decoded: what is looked at is what a decoder would be led by. Only streams and values belong here: no files, no
// database, no network, no texts. To take another kind, write a function like jpeg and name it in kinds.
package papers
