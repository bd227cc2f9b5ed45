package catalog

import (
	"maps"
	"slices"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Catalog is an office as its files describe it. It never changes.
type Catalog struct {
	Office Office

	groups    []Group
	all       []Service // in menu order, inactive ones too
	menu      []Group   // those with an active service
	active    []Service
	byCode    map[string]Service
	inGroup   map[string][]Service // active ones
	languages map[string]locale
	messages  map[string]*message
	speak     map[string]*i18n.Localizer
	index     func() *index
	whom      func() *audienceLexicon
	print     string
}

// Fingerprint tells offices apart: replicas of one office whose files differ have different ones.
func (c *Catalog) Fingerprint() string { return c.print }

// Service finds a service by its code, an inactive one too: old requests need its name.
func (c *Catalog) Service(code string) (Service, bool) {
	s, ok := c.byCode[code]
	return s, ok
}

// Services lists the active services in menu order. As of Groups and InGroup, the list is shared: it must not be changed.
func (c *Catalog) Services() []Service { return c.active }

// AllServices is Services and those that are offered no more, which requests may still name.
func (c *Catalog) AllServices() []Service { return c.all }

// Groups lists the groups that have an active service, in menu order.
func (c *Catalog) Groups() []Group { return c.menu }

// InGroup lists the active services of a group in menu order.
func (c *Catalog) InGroup(code string) []Service { return c.inGroup[code] }

// arrange sorts the services by how they are asked for.
func (c *Catalog) arrange(groups []Group, services []Service) {
	c.groups, c.all = groups, services
	c.byCode, c.inGroup = map[string]Service{}, map[string][]Service{}
	for _, s := range services {
		c.byCode[s.Code] = s
		if s.Active {
			c.active = append(c.active, s)
			c.inGroup[s.Group] = append(c.inGroup[s.Group], s)
		}
	}
	for _, g := range groups {
		if c.inGroup[g.Code] != nil {
			c.menu = append(c.menu, g)
		}
	}
}

// Has tells whether a text exists.
func (c *Catalog) Has(key string) bool { return c.messages[key] != nil }

// Keys lists the keys of all texts, sorted.
func (c *Catalog) Keys() []string { return slices.Sorted(maps.Keys(c.messages)) }
