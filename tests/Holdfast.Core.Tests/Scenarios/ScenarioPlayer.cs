namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Plays the commands of one scenario, block by block, on a cluster of its own.</summary>
internal sealed class ScenarioPlayer
{
    private readonly World _world = new();
    private readonly SortedDictionary<string, Action<CommandLine>> _commands = new(StringComparer.Ordinal);

    public ScenarioPlayer()
    {
        var settings = new SettingCommands(_world);
        settings.Register(_commands);
        new ClusterCommands(_world).Register(_commands);
        new FaultCommands(_world).Register(_commands);
        new FenceCommands(_world).Register(_commands);
        new ViewCommands(_world).Register(_commands);
        new ExplainCommands(_world).Register(_commands);
        settings.StoreDefaults();
    }

    public World World => _world;

    /// <summary>What happened by these commands.</summary>
    public IReadOnlyList<string> Play(IEnumerable<string> lines)
    {
        _world.Transcript.Begin(_world.Now);
        foreach (CommandLine command in lines.Where(line => !line.StartsWith('#')).Select(CommandLine.Parse))
        {
            if (!_commands.TryGetValue(command.Verb, out Action<CommandLine>? run))
            {
                throw new ScenarioException(
                    $"there is no command \"{command.Verb}\"; there are {string.Join(", ", _commands.Keys)}");
            }

            run(command);
            _world.Ripple();
        }

        return _world.Transcript.End();
    }
}
