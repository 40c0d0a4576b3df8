using System.Text;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Demo;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The commands of the documents, typed as they stand there.</summary>
public sealed class DocumentTests
{
    private const string ThreeNodes = "three nodes with a counter";
    private const string Machines = "machines ";
    private const string Mark = "@@@ line ";

    /// <summary>Those that one machine is enough for.</summary>
    public static TheoryData<string> OnThreeNodes() =>
        [.. PlayedDocument.All.Where(document => document.Scene == ThreeNodes).Select(document => document.File)];

    public static TheoryData<string> OnMachines() =>
        [.. PlayedDocument.All.Where(document => document.Scene.StartsWith(Machines, StringComparison.Ordinal))
            .Select(document => document.File)];

    [Theory]
    [MemberData(nameof(OnThreeNodes))]
    public async Task Commands_OnOneMachine_DoWhatTheDocumentSays(string file)
    {
        var document = PlayedDocument.Of(file);
        await using var cluster = new LabCluster(3) { ServiceOptions = ["--no-tcp"] };
        await new DemoStory(cluster, TextWriter.Null).PrepareAsync();
        var script = new StringBuilder("set -eu\n");
        foreach (PlayedDocument.Block block in document.Blocks)
        {
            script.Append($"echo '{Mark}{block.Line}'\n{block.Script}");
        }

        (int code, string output) = await RunAsync(cluster, script.ToString());

        Assert.True(code == 0, $"docs/{file}: exit {code}, in its last block.\n{output}");
        string[] parts = output.Split(Mark);
        Assert.Equal(document.Blocks.Count, parts.Length - 1);
        for (int i = 0; i < document.Blocks.Count; i++)
        {
            document.Check(document.Blocks[i], parts[i + 1]);
        }
    }

    [Theory]
    [MemberData(nameof(OnMachines))]
    public async Task Commands_OnSeveralMachines_DoWhatTheDocumentSays(string file)
    {
        string? whyNot = await LabNetwork.WhyNotAsync();
        Assert.SkipWhen(whyNot is not null, whyNot ?? "");
        var document = PlayedDocument.Of(file);
        await using LabNetwork network = await LabNetwork.StartAsync(document.Scene[Machines.Length..].Split(' '));
        var commands = new MachineCommands(network);
        foreach (PlayedDocument.Block block in document.Blocks)
        {
            document.Check(block, await commands.RunAsync(block.Script));
        }
    }

    private static Task<(int Code, string Output)> RunAsync(LabCluster cluster, string script)
    {
        string folder = Path.Combine(cluster.Folder, "typed");
        Directory.CreateDirectory(folder);
        return Shell.RunAsync(
            script, folder, ("HOLDFAST_NODE", cluster.Nodes[0].ApiSocket), ("HOLDFAST_ROOT", Programs.Root),
            ("PATH", $"{Path.GetDirectoryName(Programs.Cli)}:{Environment.GetEnvironmentVariable("PATH")}"));
    }
}
