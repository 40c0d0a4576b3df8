using System.Diagnostics;
using Holdfast.Client.Errors;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Cases;

/// <summary>One of the cases of the failure that this project exists for, played with real processes.</summary>
public abstract class ClusterCase(int number, string title)
{
    public int Number { get; } = number;

    public string Title { get; } = title;

    protected virtual int Nodes => 2;

    /// <summary>Plays the case <paramref name="times"/> times on one cluster and tells what was seen.</summary>
    public async Task<CaseResult> RunAsync(int times)
    {
        CaseScene? scene = null;
        string? failure = null;
        try
        {
            scene = await CaseScene.StartAsync(Nodes);
            await PrepareAsync(scene);
            await scene.BeginAsync();
            for (int round = 0; round < times; round++)
            {
                await PlayAsync(scene, round);
            }

            await EndAsync(scene);
            CaseScene.Expect(scene.Watch.Polls > 0, "nothing was polled");
            CaseScene.Expect(scene.Watch.NullReads == 0, string.Join("; ", scene.Watch.Faults.Take(3)));
        }
        catch (Exception broken) when (broken is CaseFailedException or TimeoutException or HoldfastException
            or IOException or HttpRequestException)
        {
            failure = broken.Message;
        }
        finally
        {
            failure = await CloseAsync(scene, failure);
        }

        return Tell(scene, failure);
    }

    /// <summary>What is there before the fault.</summary>
    protected abstract Task PrepareAsync(CaseScene scene);

    /// <summary>The fault, and what must hold after it.</summary>
    protected abstract Task PlayAsync(CaseScene scene, int round);

    /// <summary>What must hold after all rounds.</summary>
    protected virtual Task EndAsync(CaseScene scene) => Task.CompletedTask;

    private async Task<string?> CloseAsync(CaseScene? scene, string? failure)
    {
        if (scene is null)
        {
            return failure;
        }

        failure = failure is null ? null : $"{failure}. {scene.Cluster.Describe()}";
        if (failure is not null && Environment.GetEnvironmentVariable("HOLDFAST_LAB_KEEP") is not null)
        {
            await Console.Error.WriteLineAsync($"case {Number}: kept in {scene.Cluster.Folder}");
        }

        await scene.DisposeAsync();
        return failure;
    }

    private CaseResult Tell(CaseScene? scene, string? failure) => new()
    {
        Case = Number,
        Title = Title,
        Times = scene?.Injected ?? 0,
        Polls = scene?.Polls ?? 0,
        NullReads = scene?.NullReads ?? 0,
        DeathEvents = scene?.DeathEvents ?? 0,
        InterruptionMs = scene?.InterruptionMs ?? 0,
        Pass = failure is null,
        Failure = failure,
    };
}
