using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Monitors;

/// <summary>A resource that a monitor has open, and the calls to it: one at a time, except Terminate.</summary>
internal sealed class SimHosted(string resource, SimGuard guard)
{
    private readonly Queue<(SimCall Call, Action<CallResult> Answer)> _queue = new();
    private readonly List<Action<CallResult>> _answers = [];
    private int _round;

    public string Resource { get; } = resource;

    public string Group { get; } = guard.Group;

    /// <summary>The generation that it was opened for.</summary>
    public long Generation { get; } = guard.Generation;

    public long Epoch { get; } = guard.Epoch;

    /// <summary>The guard that it was opened with; with another one it is opened anew.</summary>
    public SimGuard Guard { get; } = guard;

    public ResourceState State { get; set; } = ResourceState.Offline;

    /// <summary>When the last request to the guard gets there: one connection, so they come in order.</summary>
    public long LastRequest { get; set; }

    public CallKind? InProgress { get; private set; }

    /// <summary>The role as the monitor knows it; null where it was never told.</summary>
    public InstanceRole? Role { get; set; }

    /// <summary>How willing it said it is to be promoted; null if it must not be.</summary>
    public int? Score
    {
        get;
        set
        {
            field = value;
            HasSaid = true;
        }
    }

    /// <summary>It said so at all since it was opened.</summary>
    public bool HasSaid { get; private set; }

    /// <summary>Takes a call in: it runs now, joins one of its kind, or waits for its turn.</summary>
    /// <param name="run">Runs a call and tells what it came to.</param>
    public void Take(SimCall call, Action<CallResult> answer, Action<SimCall, Action<CallResult>> run)
    {
        if (call.Kind == CallKind.Terminate)
        {
            GiveUp();
        }
        else if (InProgress is { } kind)
        {
            if (kind == call.Kind)
            {
                _answers.Add(answer);
            }
            else
            {
                _queue.Enqueue((call, answer));
            }

            return;
        }

        Run(call, answer, run);
    }

    /// <summary>Whether a call that was begun in that round may still do something.</summary>
    public bool IsCurrent(int round) => round == _round;

    public int Round => _round;

    private void Run(SimCall call, Action<CallResult> answer, Action<SimCall, Action<CallResult>> run)
    {
        int round = ++_round;
        InProgress = call.Kind;
        _answers.Add(answer);
        run(call, result =>
        {
            if (round != _round)
            {
                return;
            }

            InProgress = null;
            Answer(result);
            if (_queue.TryDequeue(out (SimCall Call, Action<CallResult> Answer) next))
            {
                Run(next.Call, next.Answer, run);
            }
        });
    }

    private void GiveUp()
    {
        _round++;
        InProgress = null;
        foreach ((_, Action<CallResult> answer) in _queue)
        {
            _answers.Add(answer);
        }

        _queue.Clear();
        Answer(new CallResult.Failed("Terminate was called"));
    }

    private void Answer(CallResult result)
    {
        Action<CallResult>[] answers = [.. _answers];
        _answers.Clear();
        Array.ForEach(answers, answer => answer(result));
    }
}
