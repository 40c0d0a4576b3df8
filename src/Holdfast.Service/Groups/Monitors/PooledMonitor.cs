using Holdfast.Core.Groups;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>A resource that a monitor hosts, or is about to.</summary>
internal sealed record HostedIn(string Resource, GroupInstance Instance, TimeSpan DeadlockTimeout);

/// <summary>One monitor process: the connection to it, what it hosts, and its end.</summary>
internal sealed class PooledMonitor
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HostedIn> _hosted = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Resource), long> _heard = [];
    private readonly TaskCompletionSource<MonitorDeath> _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SpawnedProcess? _child;
    private readonly PidFd _handle;
    private MonitorDeath? _verdict;
    private bool _ending;

    public PooledMonitor(string id, MonitorClient client, PidFd handle, SpawnedProcess? child)
    {
        Id = id;
        Client = client;
        _handle = handle;
        _child = child;
        Pid = handle.Pid;
    }

    public string Id { get; }

    public int Pid { get; }

    public MonitorClient Client { get; }

    /// <summary>Where it belongs; null for a spare.</summary>
    public MonitorPlace? Place { get; private set; }

    /// <summary>File name of its DLL.</summary>
    public string DllName { get; private set; } = "";

    /// <summary>It has carried out a call.</summary>
    public bool HasServed { get; set; }

    /// <summary>Completes when its process is gone.</summary>
    public Task Exited => _handle.Exited;

    /// <summary>
    /// Completes after <see cref="Exited"/>, once it is known how it ended and the event is written.
    /// </summary>
    public Task<MonitorDeath> Died => _died.Task;

    /// <summary>Of an own child: how it ended.</summary>
    public ExitStatus? Status => _child?.TryReap();

    /// <summary>What the service decided about its end before it came; null if it came by itself.</summary>
    public MonitorDeath? Verdict
    {
        get
        {
            lock (_gate)
            {
                return _verdict;
            }
        }
    }

    public IReadOnlyList<HostedIn> Hosted
    {
        get
        {
            lock (_gate)
            {
                return [.. _hosted.Values.OrderBy(h => h.Resource, StringComparer.Ordinal)];
            }
        }
    }

    public void Settle(MonitorPlace place, string dllName)
    {
        Place = place;
        DllName = dllName;
    }

    /// <summary>Takes a resource in; false if the monitor is at its end.</summary>
    public bool TryHost(HostedIn resource)
    {
        lock (_gate)
        {
            if (_ending || _died.Task.IsCompleted)
            {
                return false;
            }

            _hosted[resource.Resource] = resource;
            return true;
        }
    }

    public HostedIn? Find(string resource)
    {
        lock (_gate)
        {
            return _hosted.GetValueOrDefault(resource);
        }
    }

    /// <summary>
    /// Passes on a report that holds until the next, unless it is old news; it may come twice and late, by an event and
    /// by a look.
    /// </summary>
    /// <param name="report">The report, with its number.</param>
    /// <param name="pass">Passes it on; false if nobody was there to take it.</param>
    public void Hear(MonitorEvent report, Func<bool> pass)
    {
        (string, string) about = (report.Kind, report.Resource ?? "");
        lock (_heard)
        {
            if (report.Number > _heard.GetValueOrDefault(about) && pass())
            {
                _heard[about] = report.Number;
            }
        }
    }

    /// <summary>Lets a resource go; true if it was the last.</summary>
    public bool Unhost(string resource)
    {
        lock (_gate)
        {
            return _hosted.Remove(resource) && _hosted.Count == 0;
        }
    }

    /// <summary>
    /// Kills it, if nobody did yet, and says why. With <paramref name="onlyIfEmpty"/>, only if it hosts nothing.
    /// </summary>
    public void Kill(MonitorDeath verdict, bool onlyIfEmpty = false)
    {
        lock (_gate)
        {
            if (_died.Task.IsCompleted || (onlyIfEmpty && _hosted.Count > 0))
            {
                return;
            }

            _ending = true;
            _verdict ??= verdict;
            _handle.Send(Signals.Kill);
        }
    }

    /// <summary>Nothing more is taken in.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _ending = true;
        }
    }

    /// <summary>Its end is known.</summary>
    public void Complete(MonitorDeath death)
    {
        lock (_gate)
        {
            _died.TrySetResult(death);
            Client.Dispose();
            if (_child is not null)
            {
                _child.Dispose();
            }
            else
            {
                _handle.Dispose();
            }
        }
    }
}
