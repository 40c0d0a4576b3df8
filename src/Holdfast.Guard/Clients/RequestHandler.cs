using System.Text.Json;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Guard.Clients;

/// <summary>Takes requests apart, carries them out by the guard, and answers.</summary>
internal sealed class RequestHandler(IGuardedGroup group)
{
    private readonly SavedStates states = new();

    public void Handle(ClientConnection client, ReadOnlyMemory<byte> line)
    {
        GuardRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(line.Span, GuardJson.Default.GuardRequest);
        }
        catch (JsonException error)
        {
            Refuse(
                client, 0, $"That line is no request ({error.Message}); see docs/guard.md. This connection is closed.");
            client.CloseAfterAnswers();
            return;
        }

        if (request is null)
        {
            Refuse(client, 0, "null is no request.");
            return;
        }

        try
        {
            Carry(client, request);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException
            or IOException or UnauthorizedAccessException)
        {
            Refuse(client, request.Id, error.Message);
        }
    }

    private void Carry(ClientConnection client, GuardRequest request)
    {
        var answer = new GuardAnswer { Id = request.Id };
        switch (request.Verb)
        {
            case "hello":
                answer = answer with { Hello = group.Hello() };
                break;
            case "start":
                answer = answer with { Processes = [Start(request)] };
                break;
            case "list":
                answer = answer with { Processes = group.List(request.Resource, request.Name) };
                break;
            case "subscribe":
                client.IsSubscribed = true;
                client.HearsOfStarts = request.Starts;
                answer = answer with { Processes = group.List(request.Resource, request.Name) };
                break;
            case "save":
                states.Save(Needed(request.Resource, "resource"), Needed(request.Name, "name"), request.State);
                break;
            case "load":
                string? state = states.Load(Needed(request.Resource, "resource"), Needed(request.Name, "name"));
                answer = answer with { State = state };
                break;
            case "stop":
                group.Stop(
                    request.Resource,
                    request.Name,
                    Grace(request),
                    stopped => ClientList.Answer(client, answer with { Processes = stopped }));
                return;
            case "end":
                group.End(Grace(request), () => ClientList.Answer(client, answer));
                return;
            default:
                throw new ArgumentException(
                    $"\"{request.Verb}\" is no verb; hello, start, list, stop, save, load, subscribe and end are.");
        }

        ClientList.Answer(client, answer);
    }

    private GuardProcess Start(GuardRequest request)
    {
        string resource = Needed(request.Resource, "resource");
        string name = Needed(request.Name, "name");
        var start = request.Start ?? throw new ArgumentException("A start needs what to start.");
        return start.Arguments.Contains(null!) || start.Environment.Values.Contains(null!)
            ? throw new ArgumentException("No argument or variable may be null; leave it out.")
            : group.Start(resource, name, start);
    }

    private static string Needed(string? value, string what) =>
        string.IsNullOrEmpty(value) ? throw new ArgumentException($"This request needs a {what}.") : value;

    private static TimeSpan Grace(GuardRequest request) => TimeSpan.FromMilliseconds(Math.Max(0, request.GraceMs));

    private static void Refuse(ClientConnection client, long id, string why) =>
        ClientList.Answer(client, new GuardAnswer { Id = id, Error = why });
}
