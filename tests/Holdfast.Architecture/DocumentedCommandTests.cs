using System.Text.RegularExpressions;
using Xunit;

namespace Holdfast.Architecture;

/// <summary>
/// Every command in the documents is run by a test. Blocks are played where the document says on what (the tests end to
/// end read that), or their commands are also in a block that is; what is left stands here, with the reason. Commands
/// of <c>holdfast</c> in the text are parsed by the command line's own tests.
/// </summary>
public sealed partial class DocumentedCommandTests
{
    /// <summary>A command of a block that no test types as it stands there, and why.</summary>
    private static readonly Dictionary<string, string> NotTyped = new(StringComparer.Ordinal)
    {
        ["dotnet build tests/Holdfast.Core.Tests -c Release -v q"] =
            "build/stage.sh compiled it before any test, and no test may write what others are running",
        ["artifacts/bin/Holdfast.Core.Tests/release/Holdfast.Core.Tests -class '*ScenarioTests'"] =
            "it is itself a run of tests, and `make test` makes it",
        ["artifacts/bin/Holdfast.Core.Tests/release/Holdfast.Core.Tests -class '*ScenarioTests'; git diff"] =
            "it writes the specification anew",
        ["cd web"] = "web/tests/dev.spec.ts is in that folder",
        ["npm ci"] = "build/web.sh does it before the page is built and tested",
        ["npm run dev"] = "web/tests/dev.spec.ts types the document's line",
        ["npm run types"] = "each build of the page runs it with --check",
        ["make test-web"] = "a run of tests, of which web/tests/dev.spec.ts is one",
    };

    /// <summary>A command in the text that is in no played block, and why.</summary>
    private static readonly Dictionary<string, string> NotTypedInText = new(StringComparer.Ordinal)
    {
        ["apt-get install etcd-server"] = "build/etcd.sh gets that package, without installing it",
        ["etcdctl snapshot restore"] = "the name of what may have been done; its effect is in tests of the database",
        ["etcdctl snapshot save"] = "the name of etcd's own backup",
        ["holdfastd --database https://a:2379,https://b:2379/PREFIX"] = "docs/etcd.md plays it with a prefix and more",
        ["dotnet publish"] = "the name of a step",
        ["dotnet build -p:BuildWeb=false"] = "a switch of the build, read by the service's project",
        ["dotnet publish src/Holdfast.Guard -c Release -r linux-x64"] = "build/stage.sh does it, to another folder",
        ["apt-get install fence-agents"] = "agents of the tests stand in their place",
        ["holdfastd --watchdog /dev/watchdog --watchdog-timeout 5s"] =
            "WatchdogTests start it with a FIFO in the place of a device",
        ["holdfastd --help"] = "InstallTests runs it",
    };

    /// <summary>Units that are not Holdfast's.</summary>
    private static readonly string[] OtherUnits = ["etcd"];

    private static readonly string[] UnitVerbs = ["start", "stop", "restart", "status", "enable", "disable"];

    private static readonly string Makefile = File.ReadAllText(Path.Combine(Repository.Root, "Makefile"));

    [Fact]
    public void CommandsOfBlocks_ArePlayed_OrExcusedWithAReason()
    {
        HashSet<string> played =
            [.. DocumentedCommands.InBlocks.Where(typed => typed.Scene is not null).Select(typed => typed.Line)];
        Typed[] left = [.. DocumentedCommands.InBlocks.Where(typed => !played.Contains(typed.Line))];

        Assert.True(played.Count > 60, $"only {played.Count} commands are played");
        Expect.NoFaults(left.Where(typed => !NotTyped.ContainsKey(typed.Line))
            .Select(typed => $"{typed.Document}: \"{typed.Line}\" is run by no test"));
        Expect.NoFaults(NotTyped.Keys.Except(left.Select(typed => typed.Line))
            .Select(line => $"\"{line}\" is excused and in no document, or played by now"));
    }

    /// <summary>Those of holdfast, make and systemd have tests of their own.</summary>
    [Fact]
    public void CommandsInText_AreInABlockToo_OrExcusedWithAReason()
    {
        HashSet<string> inBlocks = [.. DocumentedCommands.InBlocks.Select(typed => typed.Line)];
        Typed[] left = [.. DocumentedCommands.InText.Where(typed => !inBlocks.Contains(typed.Line)
            && typed.Line.Split(' ')[0] is not ("holdfast" or "make" or "systemctl" or "journalctl"))];

        Expect.NoFaults(left.Where(typed => !NotTypedInText.ContainsKey(typed.Line))
            .Select(typed => $"{typed.Document}: `{typed.Line}` is run by no test"));
        Expect.NoFaults(NotTypedInText.Keys.Except(left.Select(typed => typed.Line))
            .Select(line => $"`{line}` is excused and in no document, or played by now"));
    }

    [Fact]
    public void Commands_StandInBlocksThatArePlayed() => Expect.NoFaults(DocumentedCommands.Hidden
        .Select(typed => $"{typed.Document}: \"{typed.Line}\" is in a block that is not marked as sh"));

    [Fact]
    public void MakeTargets_AndTheirVariables_AreInTheMakefile()
    {
        string[] targets = [.. Target().Matches(Makefile).Select(match => match.Groups[1].Value)];
        Typed[] made = [.. DocumentedCommands.InBlocks.Concat(DocumentedCommands.InText)
            .Where(typed => typed.Line.StartsWith("make ", StringComparison.Ordinal))];

        Assert.True(made.Length > 20, $"only {made.Length} were found");
        Expect.NoFaults(made.Where(typed => !targets.Contains(typed.Line.Split(' ')[1]))
            .Select(typed => $"{typed.Document}: {typed.Line}: there is no such target"));
        Expect.NoFaults(Script().Matches(Makefile).Select(match => match.Value)
            .Where(script => !File.Exists(Path.Combine(Repository.Root, script))));
        Expect.NoFaults(made.SelectMany(typed => Variable().Matches(typed.Line)
            .Where(variable => !Recipe(typed.Line.Split(' ')[1]).Contains(
                $"$({variable.Groups[1].Value})", StringComparison.Ordinal)
                && !Recipe(typed.Line.Split(' ')[1]).Contains(
                    $"$(if $({variable.Groups[1].Value})", StringComparison.Ordinal))
            .Select(variable => $"{typed.Document}: {typed.Line}: takes no {variable.Groups[1].Value}")));
    }

    /// <summary>Without systemd they cannot be run: each is of a known verb, and its unit is one of ours.</summary>
    [Fact]
    public void UnitCommands_NameAUnitThatIsInstalled()
    {
        Typed[] units = [.. DocumentedCommands.InBlocks.Concat(DocumentedCommands.InText)
            .Where(typed => typed.Line.Split(' ')[0] is "systemctl" or "journalctl")];

        Assert.True(units.Length > 3, $"only {units.Length} were found");
        Expect.NoFaults(units.Where(typed => !OfUnit(typed.Line)).Select(typed => $"{typed.Document}: {typed.Line}"));
    }

    private static bool OfUnit(string line) => Unit().Match(line) is { Success: true } match
        && UnitVerbs.Append("").Contains(match.Groups["verb"].Value) && Installed(match.Groups["unit"].Value);

    private static bool Installed(string unit) => OtherUnits.Contains(unit)
        || File.Exists(Path.Combine(Repository.Root, "packaging", "systemd", $"{unit}.service"));

    /// <summary>What the Makefile says of a target, up to the next empty line.</summary>
    private static string Recipe(string target) =>
        Makefile.Split("\n\n").FirstOrDefault(part => part.StartsWith($"{target}:", StringComparison.Ordinal)) ?? "";

    [GeneratedRegex("^([a-z-]+):", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex(@"(?:build|packaging)/[a-z-]+\.sh")]
    private static partial Regex Script();

    [GeneratedRegex(@"\b([A-Z]+)=")]
    private static partial Regex Variable();

    [GeneratedRegex("^(?:systemctl (?<verb>[a-z-]+)(?: --now)?|journalctl -u) (?<unit>[a-z-]+)$")]
    private static partial Regex Unit();
}
