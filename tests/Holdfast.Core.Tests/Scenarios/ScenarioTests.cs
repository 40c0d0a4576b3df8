using Xunit;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Plays every scenario of this folder; docs/scenarios.md says how to write one.</summary>
public sealed class ScenarioTests
{
    private const string Rewrite = "HOLDFAST_REWRITE_SCENARIOS";

    private static readonly string Folder = FindFolder();

    public static TheoryData<string> Files => [.. Directory
        .EnumerateFiles(Folder, "*.txt", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Scenario_Played_HappensAsWritten(string file)
    {
        string path = Path.Combine(Folder, file);
        ScenarioFile written = ScenarioFile.Parse(File.ReadAllText(path));
        ScenarioFile played = Play(written, file);
        if (Environment.GetEnvironmentVariable(Rewrite) is "1")
        {
            File.WriteAllText(path, played.ToString());
            return;
        }

        string difference = ScenarioDiff.Between(written, played);
        Assert.True(difference.Length == 0,
            $"{file} does not happen as written (- written, + what happened; {Rewrite}=1 rewrites it):\n{difference}");
    }

    private static ScenarioFile Play(ScenarioFile written, string file)
    {
        var player = new ScenarioPlayer();
        return written with { Blocks = [.. written.Blocks.Select(block => Play(player, block, file))] };
    }

    private static ScenarioBlock Play(ScenarioPlayer player, ScenarioBlock block, string file)
    {
        try
        {
            return block.IsPlayed ? block with { Transcript = player.Play(block.Commands) } : block;
        }
        catch (ScenarioException error)
        {
            throw new ScenarioException($"{file}, in the block of line {block.Line}: {error.Message}");
        }
    }

    private static string FindFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Holdfast.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? throw new InvalidOperationException("Holdfast.slnx was not found."),
            "tests", "Holdfast.Core.Tests", "Scenarios");
    }
}
