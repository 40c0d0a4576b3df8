namespace Holdfast.Simulation.World;

/// <summary>The ways between nodes, each direction by itself.</summary>
internal sealed class Links(Schedule schedule, Chance chance)
{
    private readonly HashSet<(string From, string To)> _cut = [];

    public void Cut(string from, string to, bool cut)
    {
        if (cut)
        {
            _cut.Add((from, to));
        }
        else
        {
            _cut.Remove((from, to));
        }
    }

    public void Heal() => _cut.Clear();

    /// <summary>Sends something; it is lost where the way is cut, and held up now and then.</summary>
    public void Send(string from, string to, Action arrives)
    {
        if (!_cut.Contains((from, to)))
        {
            schedule.After(chance.Happens(0.05) ? chance.Milliseconds(1, 2_500) : chance.Milliseconds(0.1, 5), arrives);
        }
    }
}
