using System.Diagnostics;
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

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

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

    private static async Task<(int Code, string Output)> RunAsync(LabCluster cluster, string script)
    {
        string folder = Path.Combine(cluster.Folder, "typed");
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"exec 2>&1\n{script}"])
        {
            RedirectStandardOutput = true, WorkingDirectory = folder,
        };
        start.Environment["HOLDFAST_NODE"] = cluster.Nodes[0].ApiSocket;
        start.Environment["HOLDFAST_SERVICE_PROGRAM"] = Programs.Service;
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Programs.Cli)}:{start.Environment["PATH"]}";
        start.Environment["COLUMNS"] = "250";
        using Process shell = Process.Start(start)!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Its exit code then says so, and what it printed shows where it waits.
            shell.Kill(entireProcessTree: true);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        return (shell.ExitCode, await output);
    }
}
