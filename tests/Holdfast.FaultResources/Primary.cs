using Holdfast.ResourceApi;

namespace Holdfast.FaultResources;

/// <summary>
/// A resource with roles whose promoted instance holds a lock on a file that all nodes share, by a process of its own.
/// Two that are promoted at a time would meet at the lock, and the second would say so in a file. For tests.
/// </summary>
[ResourceType("Primary", Description = "Holds a lock while it is promoted", DeadlockTimeout = "10s",
    PendingTimeout = "10s")]
public sealed class Primary : Resource<PrimaryProperties>
{
    private const string Member = "member";
    private const string Holder = "holder";

    /// <summary>Waits for nothing: a lock that is held is the proof that another is promoted.</summary>
    private const string Hold = """
        exec 9>>primary.lock
        flock -n 9 || { echo "$HOLDFAST_RESOURCE of $HOLDFAST_NODE found the lock held" >> overlaps; exit 1; }
        echo "$HOLDFAST_INSTANCE $HOLDFAST_NODE $HOLDFAST_FENCE_TOKEN" >> promotions
        echo "$HOLD" > primary
        exec sleep 1000000
        """;

    public override async Task OnlineAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Properties.Folder);
        if (Context.Processes.Find(Member) is not { HasExited: false })
        {
            await Context.Processes.StartAsync(
                Member, new("/bin/sleep") { Arguments = ["1000000"] }, cancellationToken);
        }

        await Context.SaveAsync(Properties.Score, cancellationToken);
        Context.ReportPromotionScore(Properties.Score);
    }

    public override async Task<Reattachment> ReattachAsync(CancellationToken cancellationToken)
    {
        Context.ReportPromotionScore(await Context.LoadAsync<int?>(cancellationToken));
        return await base.ReattachAsync(cancellationToken);
    }

    public override async Task PromoteAsync(CancellationToken cancellationToken)
    {
        if (Context.Processes.Find(Holder) is { HasExited: false })
        {
            return;
        }

        string hold = Guid.NewGuid().ToString("N");
        var holder = await Context.Processes.StartAsync(
            Holder,
            new("/bin/sh")
            {
                Arguments = ["-c", Hold],
                WorkingDirectory = Properties.Folder,
                Environment = new Dictionary<string, string> { ["HOLD"] = hold },
            },
            cancellationToken);
        await holder.WaitUntilAsync(async token => await HoldsAsync(hold, token), cancellationToken);
    }

    public override Task DemoteAsync(CancellationToken cancellationToken) =>
        Context.Processes.Find(Holder)?.StopAsync(TimeSpan.Zero, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Another score from now on.</summary>
    /// <param name="score">Null if it must not be promoted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Control("Score", Description = "Another score from now on; null if it must not be promoted")]
    public async Task ScoreAsync(int? score, CancellationToken cancellationToken)
    {
        await Context.SaveAsync(score, cancellationToken);
        Context.ReportPromotionScore(score);
    }

    /// <summary>Says that the node is not fit, or with an empty text that it is.</summary>
    /// <param name="unfit">Why.</param>
    [Control("Unfit", Description = "Says why the node is not fit; with an empty text that it is")]
    public Task UnfitAsync(string unfit)
    {
        if (unfit.Length == 0)
        {
            Context.ReportNodeFit();
        }
        else
        {
            Context.ReportNodeUnfit(unfit);
        }

        return Task.CompletedTask;
    }

    private async Task<bool> HoldsAsync(string hold, CancellationToken cancellationToken)
    {
        string path = Path.Combine(Properties.Folder, "primary");
        return File.Exists(path) && (await File.ReadAllTextAsync(path, cancellationToken)).Trim() == hold;
    }
}

/// <summary>Where its lock is, and how willing it is.</summary>
public sealed record PrimaryProperties
{
    [Property("Folder that the nodes share, for the lock and the tale of who held it")]
    public required string Folder { get; init; }

    [Property("Its promotion score when it comes online; null if it must not be promoted.")]
    public int? Score { get; init; } = 10;
}
