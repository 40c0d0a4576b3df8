using Holdfast.Core.Authority;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checks;

/// <summary>
/// Knows from outside how long members may live by what others agreed to: a lease from the asking on, if all agreed
/// that the asker's record names in the database.
/// </summary>
internal sealed class AgreementReferee(Universe universe)
{
    private readonly Dictionary<(string Service, long Number), Question> _questions = [];
    private readonly Dictionary<(string Node, long Epoch), (long Bound, BootTime Published)> _agreed = [];

    /// <summary>True time, ns; 0 if nothing was agreed to.</summary>
    public long BoundOf(string node, long epoch) => _agreed.GetValueOrDefault((node, epoch)).Bound;

    /// <summary>On the node's safety clock.</summary>
    public BootTime PublishedOf(string node, long epoch) => _agreed.GetValueOrDefault((node, epoch)).Published;

    public void Asked(SimService service, MemberEffect.AskOthers ask) =>
        _questions[(service.Key, ask.Number)] = new(ask.Epoch, universe.Schedule.Now, service.Now);

    /// <summary>Somebody agreed; too late if the asker has given up waiting.</summary>
    public void Agreed(SimService service, long number, string other, long epoch)
    {
        if (_questions.TryGetValue((service.Key, number), out Question? question))
        {
            question.Agreed[other] = epoch;
        }
    }

    public void Answered(SimService service, long number)
    {
        string node = service.Node.Name;
        if (!_questions.Remove((service.Key, number), out Question? question)
            || universe.Database.Find<MemberState>(Keys.Member(node)) is not { } record
            || record.Epoch != question.Epoch
            || record.NamesOthers() is not { Count: > 0 } others
            || others.Any(named => question.Agreed.GetValueOrDefault(named.Key) != named.Value))
        {
            return;
        }

        double end = (record.Kill.TotalSeconds / 0.9) + 0.000_1;
        long lives = (long)((end / 0.999 * 1e9) + (universe.KillTime.Ticks * 100));
        (long bound, BootTime published) = _agreed.GetValueOrDefault((node, record.Epoch));
        _agreed[(node, record.Epoch)] = (
            Math.Max(bound, question.True + lives), BootTime.Max(published, question.Safety + record.Kill));
    }

    private sealed record Question(long Epoch, long True, BootTime Safety)
    {
        public Dictionary<string, long> Agreed { get; } = new(StringComparer.Ordinal);
    }
}
