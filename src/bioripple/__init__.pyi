# What `__getattr__` of __init__.py gives, for editors and type checkers.
from bioripple.errors import Failed as Failed
from bioripple.errors import Refused as Refused
from bioripple.face.models import Simulation as Simulation
from bioripple.face.models import influence_network as influence_network
from bioripple.face.models import jacobian as jacobian
from bioripple.face.models import read_sbml as read_sbml
from bioripple.face.models import sensitivity as sensitivity
from bioripple.face.models import simulate as simulate
from bioripple.face.models import steady_state as steady_state
from bioripple.face.networks import explain as explain
from bioripple.face.networks import read as read
from bioripple.face.networks import respond as respond
from bioripple.face.networks import reverse as reverse
from bioripple.face.predictions import accuracy as accuracy
from bioripple.face.predictions import list_predictors as list_predictors
from bioripple.face.predictions import predict as predict
from bioripple.face.predictions import predict_others as predict_others

__all__: list[str]
__version__: str
