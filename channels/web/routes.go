package web

import "loket/core"

// route is one route, and the deed that it needs: nobody is served whose role does not allow it.
type route struct {
	pattern string
	deed    core.Deed // "": who is not logged in may come, too
	serve   func(*visit) error
}

// routes are all of them. What changes something is a POST, and answers by a redirect to a page that says what was done.
var routes = []route{
	{"GET /login", "", loginPage},
	{"POST /login", "", askForLink},
	{"GET /login/{token}", "", linkPage},
	{"POST /login/{token}", "", logIn},
	{"POST /logout", core.See, logOut},
	{"POST /language", "", setLanguage},

	{"GET /{$}", core.See, todayPage},

	{"GET /requests", core.See, requestsPage},
	{"POST /requests", core.See, findRequests},
	{"GET /requests/new", core.MoveOthers, newPage},
	{"POST /requests/new", core.MoveOthers, fileOne},
	{"GET /requests/many", core.MoveOthers, manyStep},
	{"POST /requests/many", core.MoveOthers, moveMany},
	{"GET /requests/day", core.Reveal, chooseDay},
	{"POST /requests/day", core.Reveal, printDay},
	{"POST /requests/export", core.Reveal, exportDay},
	{"GET /requests/{id}", core.See, onePage},
	{"GET /requests/filed/{id}", core.See, receiptPage},
	{"POST /requests/{id}/reveal", core.Reveal, revealOne},
	{"POST /requests/{id}/papers/{paper}", core.Reveal, openPaper},
	{"POST /requests/{id}/move", core.MoveOthers, moveOne},
	{"POST /requests/{id}/reschedule", core.MoveOthers, rescheduleOne},
	{"POST /requests/{id}/name", core.MoveOthers, renameOne},

	{"GET /calendar", core.See, calendarPage},
	{"GET /calendar/{month}", core.See, calendarPage},
	{"GET /calendar/day/{day}", core.See, calendarDayPage},
	{"GET /calendar/changes", core.See, calendarChanges},
	{"GET /calendar/change/{id}", core.See, calendarChange},
	{"GET /calendar/close", core.CloseDays, setDaysPage("close")},
	{"POST /calendar/close", core.CloseDays, setDays("close")},
	{"GET /calendar/hours", core.CloseDays, setDaysPage("hours")},
	{"POST /calendar/hours", core.CloseDays, setDays("hours")},
	{"GET /calendar/open", core.CloseDays, setDaysPage("open")},
	{"POST /calendar/open", core.CloseDays, setDays("open")},
	{"GET /calendar/quota", core.SetQuota, setDaysPage("quota")},
	{"POST /calendar/quota", core.SetQuota, setQuota},
	{"POST /calendar/change/{id}/end", core.CloseDays, endChange},
	{"POST /calendar/change/{id}/until", core.CloseDays, extendClosure},
	{"GET /calendar/holidays", core.See, holidayList},
	{"POST /calendar/holidays", core.CloseDays, importHolidays},
	{"GET /calendar/holidays/template", core.See, holidayTemplate},

	{"GET /conversations", core.Converse, conversationsPage},
	{"GET /conversations/{person}", core.Converse, conversationPage},
	{"GET /conversations/{person}/exchange", core.Converse, exchange},
	{"POST /conversations/{person}/writing", core.Converse, writing},
	{"POST /conversations/{person}/answer", core.Converse, answerCall},
	{"POST /conversations/{person}/take", core.Converse, takeCall},
	{"POST /conversations/{person}/leave", core.Converse, leaveCall},
	{"POST /conversations/{person}/handback", core.Converse, handBackCall},

	{"GET /account", core.See, accountPage},
	{"POST /account/sessions", core.See, endOwn},
	{"GET /staff", core.See, staffPage},
	{"POST /staff", core.KeepStaff, addStaff},
	{"GET /staff/sessions", core.SeeTrail, sessionsPage},
	{"GET /staff/trail", core.SeeTrail, trailPage},
	{"GET /staff/settings", core.See, settingsPage},
	{"GET /staff/{id}", core.KeepStaff, memberPage},
	{"POST /staff/{id}/role", core.KeepStaff, changeRole},
	{"POST /staff/{id}/code", core.KeepStaff, memberCode},
	{"POST /staff/{id}/link", core.KeepStaff, memberLink},
	{"POST /staff/{id}/sessions", core.KeepStaff, endTheirs},
	{"GET /staff/{id}/remove", core.KeepStaff, removePage},
	{"POST /staff/{id}/remove", core.KeepStaff, removeMember},

	{"GET /announcements", core.See, announcementsPage},
	{"POST /announcements", core.Announce, sendAnnouncement},
	{"GET /announcements/new", core.Announce, composePage},
	{"POST /announcements/new", core.Announce, previewAnnouncement},
	{"POST /announcements/try", core.Announce, tryAnnouncement},
	{"GET /announcements/{id}", core.See, announcementPage},
	{"GET /announcements/{id}/events", core.See, progress},
	{"GET /announcements/{id}/unreached", core.See, unreachedList},
	{"POST /announcements/{id}/steer", core.Announce, steer},
	{"POST /announcements/{id}/resend", core.Announce, resend},
	{"GET /announcements/{id}/correct", core.Announce, correctPage},
	{"POST /announcements/{id}/correct", core.Announce, previewCorrection},
	{"POST /announcements/{id}/correction", core.Announce, sendCorrection},
}
