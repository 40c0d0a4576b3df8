using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>Who may use the cluster from other machines.</summary>
internal static class PeopleEdits
{
    private const int Most = 1000;

    public static Edit Add(ClusterSnapshot snapshot, PersonConfig person, Asked asked)
    {
        if (snapshot.People.ContainsKey(person.Name))
        {
            return new Refusal(ErrorCodes.PersonExists,
                $"{person.Name} was let in already; holdfast person remove {person.Name} first");
        }

        if (snapshot.People.Values.FirstOrDefault(each => each.Value.CertificateHash == person.CertificateHash)
            is { } same)
        {
            return new Refusal(
                ErrorCodes.PersonExists, $"that certificate is the one of {same.Value.Name}; each needs their own");
        }

        if (snapshot.People.Count >= Most)
        {
            return new Refusal(ErrorCodes.WrongValue, $"{Most} people were let in, which is the most; remove some");
        }

        return new Edit.Change(
            new Transaction
            {
                Guards = [new(Keys.Person(person.Name), 0)],
                Puts = [StoredDocuments.Put(Keys.Person(person.Name), person with { AddedBy = asked.Who })],
            },
            Told($"{person.Name} may use the cluster from other machines as {person.Role}, by {asked.Who}"));
    }

    public static Edit Remove(ClusterSnapshot snapshot, string name, Asked asked)
    {
        if (!snapshot.People.TryGetValue(name, out Row<PersonConfig>? row))
        {
            return Refusal.NotFound(ErrorCodes.NoPerson, "person", name, snapshot.People.Keys);
        }

        return asked.Outdated(row, $"person \"{name}\"") is { } outdated
            ? outdated
            : new Edit.Change(
                new Transaction
                {
                    Guards = [new(Keys.Person(name), row.Revision)], Deletes = [Keys.Person(name)],
                },
                Told($"{name} may not use the cluster from other machines any more, by {asked.Who}"));
    }

    private static EventDraft Told(string what) => new(EventKinds.ConfigChanged, what);
}
